"""Sentences about cells, rows and names: code → (Swedish, English). Data only."""

from typing import Final

VALUES: Final[dict[str, tuple[str, str]]] = {
    # Identity numbers.
    "number_unreadable": (
        "{text} är inte ett personnummer. Skriv ÅÅÅÅMMDD-NNNN, eller okänd.",
        "{text} is not an identity number. Write YYYYMMDD-NNNN, or unknown.",
    ),
    "number_length": (
        "{text} har {count} siffror, ett personnummer har 10 eller 12. Skriv hela numret.",
        "{text} has {count} digits, an identity number has 10 or 12. Write the whole number.",
    ),
    "number_date": (
        "{text} har ett födelsedatum som inte finns. Kontrollera år, månad och dag.",
        "{text} has a birth date that does not exist. Check year, month and day.",
    ),
    "number_future": (
        "{text} har ett födelsedatum efter {on}. Kontrollera århundradet.",
        "{text} has a birth date after {on}. Check the century.",
    ),
    "number_check_digit": (
        "{text} har fel kontrollsiffra: någon siffra är fel eller två har bytt plats. Kontrollera numret.",
        "{text} has the wrong check digit: a digit is wrong or two are swapped. Check the number.",
    ),
    "number_shortened": (
        "Excel har förkortat {text} så att siffror saknas. Gör kolumnen till text och skriv om numret.",
        "Excel shortened {text} so that digits are lost. Make the column text and write the number again.",
    ),
    "number_organisation": (
        "{text} ser ut som ett organisationsnummer. Skriv personens nummer, eller okänd.",
        "{text} looks like an organisation number. Write the person's number, or unknown.",
    ),
    "number_zeros_added": (
        "Excel har tagit bort nollor först i {text}. Numret läses som {number}.",
        "Excel removed leading zeros from {text}. The number is read as {number}.",
    ),
    "number_birth_date_only": (
        "{text} är bara ett födelsedatum. Personnumret räknas som okänt.",
        "{text} is a birth date only. The identity number counts as unknown.",
    ),
    "number_incomplete_birth": (
        "{text} är ett samordningsnummer utan fullständigt födelsedatum.",
        "{text} is a co-ordination number without a full birth date.",
    ),
    "number_temporary": (
        "{text} är ett tillfälligt nummer och har ingen kontrollsiffra att pröva.",
        "{text} is a temporary number and has no check digit to test.",
    ),
    "number_protected": (
        "{text} står i stället för numret. Personen räknas som skyddad.",
        "{text} stands instead of the number. The person counts as protected.",
    ),
    "series_test": (
        "{number} ligger i Skatteverkets testserie {series}.",
        "{number} lies in the Swedish Tax Agency's test series {series}.",
    ),
    "series_real": (
        "{number} ligger utanför Skatteverkets testserier. I övning får bara testnummer användas.",
        "{number} lies outside the Tax Agency's test series. Only test numbers may be used in practice.",
    ),
    "series_unclear": (
        "{number} är inget fullständigt nummer, så testserien går inte att pröva.",
        "{number} is not a full number, so the test series cannot be tested.",
    ),
    # Dates.
    "date_unreadable": (
        "{text} är inget datum. Skriv ÅÅÅÅ-MM-DD.",
        "{text} is not a date. Write YYYY-MM-DD.",
    ),
    "date_impossible": (
        "{text} finns inte i kalendern. Skriv ÅÅÅÅ-MM-DD.",
        "{text} is not in the calendar. Write YYYY-MM-DD.",
    ),
    "date_ambiguous": (
        "{text} kan vara {first} eller {second}. Skriv ÅÅÅÅ-MM-DD.",
        "{text} can be {first} or {second}. Write YYYY-MM-DD.",
    ),
    "date_out_of_range": (
        "{text} blir {date}, utanför {first} till {last}. Skriv ÅÅÅÅ-MM-DD.",
        "{text} becomes {date}, outside {first} to {last}. Write YYYY-MM-DD.",
    ),
    "date_year_assumed": (
        "{text} saknar år och läses som {date}.",
        "{text} has no year and is read as {date}.",
    ),
    "date_from_serial": (
        "{text} är Excels löpande dagnummer och läses som {date}.",
        "{text} is Excel's running day number and is read as {date}.",
    ),
    "date_week": (
        "{text} är en vecka och läses som måndagen {date}.",
        "{text} is a week and is read as Monday {date}.",
    ),
    "date_month": (
        "{text} är en månad och läses som {date}.",
        "{text} is a month and is read as {date}.",
    ),
    "date_year_only": (
        "{text} är bara ett år. Skriv ÅÅÅÅ-MM-DD.",
        "{text} is only a year. Write YYYY-MM-DD.",
    ),
    # Other cells.
    "phone_unreadable": (
        "{text} är inget telefonnummer. Skriv till exempel 070-174 06 05.",
        "{text} is not a telephone number. Write for example 070-174 06 05.",
    ),
    "flag_unreadable": (
        "{text} är varken ja eller nej. Personen räknas som skyddad tills du har rättat cellen.",
        "{text} is neither yes nor no. The person counts as protected until you have corrected the cell.",
    ),
    "mark_unreadable": (
        "{text} är varken ja eller nej. Skriv x, ja eller nej.",
        "{text} is neither yes nor no. Write x, yes or no.",
    ),
    "role_unreadable": (
        "{text} är ingen roll. Skriv hot mot, hot från, utnyttjas, brottsoffer eller anhörig.",
        "{text} is not a role. Write threat against, threat from, used by others, victim or relative.",
    ),
    "reliability_unreadable": (
        "{text} är ingen kod för tillförlitlighet. Skriv A, B, C eller X och 1, 2, 3 eller 4.",
        "{text} is not a reliability code. Write A, B, C or X and 1, 2, 3 or 4.",
    ),
    "cell_error": (
        "Formeln i cellen ger ett fel i stället för ett värde. Skriv värdet i stället.",
        "The formula in the cell gives an error instead of a value. Write the value instead.",
    ),
    "cell_formula": (
        "Värdet räknas fram av en formel. Det senast sparade värdet läses.",
        "The value is worked out by a formula. The value saved last is read.",
    ),
    "cell_formula_text": (
        "{text} börjar som en formel och läses som vanlig text.",
        "{text} begins like a formula and is read as plain text.",
    ),
    # Rows.
    "row_nobody": (
        "Raden har varken namn, personnummer eller alias. Skriv minst ett av dem.",
        "The row has neither name, identity number nor alias. Write at least one of them.",
    ),
    "row_name_missing": (
        "Namnet saknas. Skriv namnet, eller okänd.",
        "The name is missing. Write the name, or unknown.",
    ),
    "row_name_unknown": (
        "Namnet är okänt. Personen hittas bara på nummer eller alias.",
        "The name is unknown. The person is found by number or alias only.",
    ),
    "row_number_missing": (
        "Personnumret saknas. Dubbletter hittas bara på namnet.",
        "The identity number is missing. Duplicates are found by the name only.",
    ),
    "row_birth_differs": (
        "Födelsedatumet {text} stämmer inte med personnumret, som ger {date}. Rätta det som är fel.",
        "The birth date {text} disagrees with the identity number ({date}). Correct the wrong one.",
    ),
    "row_protected": (
        "{text} betyder att personen har skyddade personuppgifter.",
        "{text} means that the person has protected personal data.",
    ),
    "row_protected_by_hand": (
        "Raden nämner skyddade personuppgifter. Lägg upp personen för hand, för namngivna handläggare.",
        "The row speaks of protected identity. Add the person by hand, for named handlers only.",
    ),
    "row_repeats_header": (
        "Raden upprepar rubrikerna och läses inte.",
        "The row repeats the headers and is not read.",
    ),
    "row_summary": (
        "Raden är en summering ({text}) och läses inte.",
        "The row is a summary ({text}) and is not read.",
    ),
    # Names and duplicates.
    "names_same": ("{first} och {second} är samma namn", "{first} and {second} are the same name"),
    "names_sound": ("{first} låter som {second}", "{first} sounds like {second}"),
    "names_spelt": ("{first} stavas nästan som {second}", "{first} is spelt almost like {second}"),
    "names_differ": ("{first} och {second} är olika namn", "{first} and {second} are different names"),
    "names_missing": ("ett av namnen saknas", "one of the names is missing"),
    "birth_same": ("samma födelseår", "same birth year"),
    "birth_unknown": ("födelseår saknas", "birth year missing"),
    "numbers_differ": ("men olika personnummer", "but different identity numbers"),
    "joined": ("{first}, {second}", "{first}, {second}"),
    "duplicate_number": (
        "Samma personnummer som på rad {row} (cell {address}). Behåll en av raderna.",
        "Same identity number as on row {row} (cell {address}). Keep one of the rows.",
    ),
    "duplicate_name": (
        "Kan vara samma person som på rad {row}: {why}. Kontrollera och välj.",
        "May be the same person as on row {row}: {why}. Check and choose.",
    ),
}
