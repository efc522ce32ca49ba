"""The forms of the gallery: one of each field, and those of three pages."""

from django import forms

from trefas.web.rendering import Chips, DateInput, DateTimeInput, InlineRadios, Outcomes

YES_NO = [("yes", "Ja"), ("no", "Nej")]


class FilterForm(forms.Form):
    """What the list can be filtered by."""

    stage = forms.ChoiceField(label="Steg", choices=[("", "Alla"), ("offered", "Erbjuden")], required=False)
    due_before = forms.DateField(label="Senast", widget=DateInput, required=False)


class QuestionsForm(forms.Form):
    """Three legal questions with the facts they rest on."""

    q1 = forms.ChoiceField(
        label="1. Behövs uppgifterna för att förebygga eller förhindra brott?",
        choices=YES_NO,
        widget=InlineRadios,
    )
    f1 = forms.CharField(label="Fakta du bygger på", widget=forms.Textarea(attrs={"rows": 2}), required=False)
    q2 = forms.ChoiceField(
        label="2. Väger skälen för att hålla uppgifterna hemliga tyngre?", choices=YES_NO, widget=InlineRadios
    )
    f2 = forms.CharField(label="Fakta du bygger på", widget=forms.Textarea(attrs={"rows": 2}), required=False)
    q3 = forms.ChoiceField(
        label="3. Är det uppenbart att det är viktigare att lämna uppgift 1 än att hålla underrättelsen hemlig?",
        help_text="”Uppenbart” betyder att saken är klar utan närmare utredning.",
        choices=YES_NO,
        widget=InlineRadios,
    )
    f3 = forms.CharField(label="Fakta du bygger på", widget=forms.Textarea(attrs={"rows": 2}), required=False)


class RegisterForm(forms.Form):
    """What happens with something received."""

    diary = forms.CharField(label="Eget diarienummer", error_messages={"required": "Ange eget diarienummer."})
    received = forms.DateTimeField(label="Mottaget", widget=DateTimeInput)
    outcome = forms.ChoiceField(
        label="Vad ska hända med uppgiften?",
        choices=[("file", "Lägg i en akt"), ("none", "Inte aktuell hos oss"), ("wrong", "Fel mottagare")],
        widget=Outcomes(
            consequences={
                "file": "En träff på personnumret. Kontrollera att det är rätt person.",
                "none": "Ingen akt. Uppgiften gallras enligt diarieregeln. Polisen ser bara att den är mottagen.",
                "wrong": (
                    "Stängs för er direkt. Ni och avsändaren ska bedöma det som en "
                    "personuppgiftsincident inom 72 timmar."
                ),
            },
            opens={"file": ("same",)},
        ),
    )
    same = forms.BooleanField(label="Jag har kontrollerat att det är samma person", required=False)


class AcuteForm(forms.Form):
    """Five questions on a phone at night."""

    to = forms.ChoiceField(
        label="Till vem?",
        choices=[("petra", "Petra Olin, socialjouren"), ("other", "Någon annan")],
        widget=Chips(kinds={"petra": "social_services"}),
    )
    about = forms.CharField(label="Om vem?")
    what = forms.CharField(label="Vad sa du?", widget=forms.Textarea(attrs={"rows": 3}))
    why = forms.ChoiceField(
        label="Varför kunde det inte vänta?",
        choices=[("life", "Fara för liv eller hälsa"), ("child", "Barn far illa"), ("other", "Annat")],
        widget=Chips,
    )
    when = forms.ChoiceField(
        label="När sa du det?",
        choices=[("now", "Nyss"), ("2338", "23:38"), ("other", "Annan tid")],
        help_text="Antecknas nu: onsdag 18 november 23:41",
        widget=Chips,
    )


class EverythingForm(forms.Form):
    """One of each field."""

    name = forms.CharField(label="Namn", help_text="Som det står i folkbokföringen.")
    day = forms.DateField(
        label="Nästa datum",
        widget=DateInput,
        error_messages={"required": "Skriv ett datum, till exempel 2026-11-27."},
    )
    age = forms.IntegerField(label="Ålder", required=False)
    unit = forms.ChoiceField(label="Enhet", choices=[("kvl", "Kvarnlunda"), ("hms", "Hamnskogen")])
    roles = forms.MultipleChoiceField(
        label="Roll i händelsen",
        choices=[("to", "Hot mot"), ("from", "Hot från"), ("used", "Utnyttjad av andra")],
        widget=forms.CheckboxSelectMultiple,
    )
    told = forms.ChoiceField(label="Är personen informerad?", choices=YES_NO, widget=forms.RadioSelect)
    note = forms.CharField(label="Anteckning", widget=forms.Textarea, required=False)
    picture = forms.FileField(label="Bilaga", required=False)
    sure = forms.BooleanField(label="Jag har kontrollerat att det är samma person")
