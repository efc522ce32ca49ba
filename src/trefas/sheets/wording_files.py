"""Sentences about files and columns: code → (Swedish, English). Data only."""

from typing import Final

FILES: Final[dict[str, tuple[str, str]]] = {
    "file_missing": (
        "Filen {file} går inte att öppna: {reason}. Kontrollera sökvägen och försök igen.",
        "The file {file} cannot be opened: {reason}. Check the path and try again.",
    ),
    "file_empty": (
        "Filen {file} är tom. Välj en annan fil.",
        "The file {file} is empty. Choose another file.",
    ),
    "file_too_large": (
        "Filen {file} är {size} MB och gränsen är {limit} MB. Dela listan i flera filer.",
        "The file {file} is {size} MB and the limit is {limit} MB. Split the list into several files.",
    ),
    "password": (
        "Filen {file} är skyddad med lösenord. Öppna den, ta bort lösenordet och spara en kopia.",
        "The file {file} is protected by a password. Open it, remove the password and save a copy.",
    ),
    "macros": (
        "Filen {file} innehåller makron. Spara om den som .xlsx utan makron.",
        "The file {file} contains macros. Save it again as .xlsx without macros.",
    ),
    "broken": (
        "Filen {file} är skadad och går inte att läsa. Öppna den i kalkylprogrammet och spara en ny kopia.",
        "The file {file} is damaged and cannot be read. Open it in the spreadsheet program and save a new copy.",
    ),
    "bomb_unpacked": (
        "Filen {file} är orimligt stor uppackad (över {limit} MB). Kopiera listan till ett nytt kalkylblad.",
        "The file {file} is unreasonably large when unpacked (over {limit} MB). Copy the list to a new sheet.",
    ),
    "bomb_ratio": (
        "Filen {file} är packad på ett onormalt sätt (över {limit} gånger). Kopiera listan till ett nytt kalkylblad.",
        "The file {file} is packed in an abnormal way (over {limit} times). Copy the list to a new sheet.",
    ),
    "bomb_entries": (
        "Filen {file} har {count} delar och gränsen är {limit}. Kopiera listan till ett nytt kalkylblad.",
        "The file {file} has {count} parts and the limit is {limit}. Copy the list to a new sheet.",
    ),
    "lying_length": (
        "Filen {file} uppger fel storlek på sitt innehåll och läses inte. Spara en ny kopia i kalkylprogrammet.",
        "The file {file} misstates the size of its contents and is not read. Save a new copy in "
        "the spreadsheet program.",
    ),
    "too_many_rows": (
        "Bladet {sheet} i {file} har {count} rader och gränsen är {limit}. Dela listan i flera filer.",
        "The sheet {sheet} in {file} has {count} rows and the limit is {limit}. Split the list into several files.",
    ),
    "too_many_columns": (
        "Bladet {sheet} i {file} har {count} kolumner och gränsen är {limit}. Ta bort kolumnerna som inte behövs.",
        "The sheet {sheet} in {file} has {count} columns and the limit is {limit}. Remove the columns not needed.",
    ),
    "too_many_cells": (
        "Bladet {sheet} i {file} spänner över {count} celler och gränsen är {limit}. Kopiera "
        "bara listan till ett nytt kalkylblad.",
        "The sheet {sheet} in {file} spans {count} cells and the limit is {limit}. Copy only the list to a new sheet.",
    ),
    "cell_too_long": (
        "Cell {address} i {file} har mer än {limit} tecken. Korta texten och försök igen.",
        "Cell {address} in {file} has more than {limit} characters. Shorten the text and try again.",
    ),
    "quotes": (
        "Citattecknen i {file} går inte ihop vid textrad {line}. Rätta eller ta bort citattecknen.",
        "The quotation marks in {file} do not match at text line {line}. Correct or remove them.",
    ),
    "binary": (
        "Filen {file} är inte en tabell utan innehåller binära tecken. Välj en .xlsx-, .xls-, .ods- eller .csv-fil.",
        "The file {file} is not a table but holds binary characters. Choose an .xlsx, .xls, .ods or .csv file.",
    ),
    "encoding": (
        "Filen {file} har en teckenkodning som inte går att läsa. Spara den som CSV UTF-8 och försök igen.",
        "The file {file} has a character encoding that cannot be read. Save it as CSV UTF-8 and try again.",
    ),
    "utf16_unmarked": (
        "Filen {file} är sparad i UTF-16 utan märke. Spara den som CSV UTF-8 och försök igen.",
        "The file {file} is saved in UTF-16 without a mark. Save it as CSV UTF-8 and try again.",
    ),
    "other_kind": (
        "Filen {file} är {kind}, inte en tabell. Spara listan som .xlsx eller .csv och försök igen.",
        "The file {file} is {kind}, not a table. Save the list as .xlsx or .csv and try again.",
    ),
    "no_rows": (
        "Filen {file} har ingen rad att läsa. Kontrollera att listan ligger på ett synligt blad.",
        "The file {file} has no row to read. Check that the list is on a visible sheet.",
    ),
    "no_header": (
        "Bladet {sheet} i {file} har ingen rubrikrad. Skriv rubriker som Namn och Personnummer "
        "på raden ovanför listan.",
        "The sheet {sheet} in {file} has no header row. Write headers such as Name and Identity "
        "number on the row above the list.",
    ),
    "no_such_sheet": (
        "Bladet {sheet} finns inte i {file}. Välj ett av: {sheets}.",
        "There is no sheet {sheet} in {file}. Choose one of: {sheets}.",
    ),
    "no_such_row": (
        "Bladet {sheet} i {file} har ingen rad {row} med rubriker. Välj en annan rad.",
        "The sheet {sheet} in {file} has no row {row} with headers. Choose another row.",
    ),
    "kind_pdf": (
        "en PDF",
        "a PDF",
    ),
    "kind_word": (
        "ett Word-dokument",
        "a Word document",
    ),
    "kind_presentation": (
        "en presentation",
        "a presentation",
    ),
    "kind_document": (
        "ett textdokument",
        "a text document",
    ),
    "kind_image": (
        "en bild",
        "an image",
    ),
    "kind_archive": (
        "ett arkiv",
        "an archive",
    ),
    "kind_web_page": (
        "en webbsida",
        "a web page",
    ),
    "kind_xml": (
        "en XML-fil",
        "an XML file",
    ),
    "kind_rich_text": (
        "en RTF-fil",
        "an RTF file",
    ),
    "kind_xlsb": (
        "en binär Excelfil (.xlsb)",
        "a binary Excel file (.xlsb)",
    ),
    "kind_numbers": (
        "ett Numbers-dokument",
        "a Numbers document",
    ),
    "kind_old_office": (
        "ett äldre Office-dokument",
        "an old Office document",
    ),
    "kind_old_excel": (
        "en mycket gammal Excelfil",
        "a very old Excel file",
    ),
    "read_as": (
        "Filen {file} läses som {kind}, för det är vad den innehåller.",
        "The file {file} is read as {kind}, since that is what it holds.",
    ),
    "encoding_read": (
        "Teckenkodningen är {encoding}. Kontrollera å, ä och ö.",
        "The character encoding is {encoding}. Check å, ä and ö.",
    ),
    "encoding_doubtful": (
        "Tecknen i {file} ser fel ut, till exempel {example}. Spara den som CSV UTF-8 om å, ä och ö är fel.",
        "The characters in {file} look wrong, for example {example}. Save it as CSV UTF-8 if å, ä and ö are wrong.",
    ),
    "sheet_chosen": (
        "Bladet {sheet} läses. Filen har också: {others}.",
        "The sheet {sheet} is read. The file also has: {others}.",
    ),
    "rows_above_header": (
        "Rubrikerna står på rad {row}. Raderna ovanför läses inte.",
        "The headers are on row {row}. The rows above are not read.",
    ),
    "hidden_sheets": (
        "Filen har dolda blad som inte läses: {sheets}.",
        "The file has hidden sheets that are not read: {sheets}.",
    ),
    "column_exact": (
        "Rubriken {header} läses som {column}.",
        "The header {header} is read as {column}.",
    ),
    "column_remembered": (
        "Rubriken {header} läses som {column}, som förra gången.",
        "The header {header} is read as {column}, as last time.",
    ),
    "column_similar": (
        "Rubriken {header} liknar {synonym} och läses som {column}.",
        "The header {header} resembles {synonym} and is read as {column}.",
    ),
    "column_unknown": (
        "Rubriken {header} känns inte igen och kolumnen läses inte. Välj själv vad den är.",
        "The header {header} is not recognised and the column is not read. Choose what it is.",
    ),
    "column_ignored": (
        "Kolumnen {header} läses inte, som förra gången.",
        "The column {header} is not read, as last time.",
    ),
    "column_unnamed": (
        "Kolumnen {letter} har ingen rubrik och läses inte. Välj själv vad den är.",
        "The column {letter} has no header and is not read. Choose what it is.",
    ),
    "column_duplicate": (
        "Både {first} och {header} är {column}. Bara {first} läses.",
        "Both {first} and {header} are {column}. Only {first} is read.",
    ),
    # A name that differs between the languages, inside another sentence.
    "named": ("{sv}", "{en}"),
}
