"""Words of the workbook that are the same every year."""

from __future__ import annotations

from regulators.reporting.definition import Words

COVER = Words("Start here", "Commencez ici")
TICK = Words("Yes", "Oui")
NIL = Words("Nothing to count:", "Néant :")
NIL_HINT = Words(
    "Choose Yes only if that is so. Then answer only the questions named in the list you get after upload.",
    "Choisissez Oui seulement si c’est le cas. Répondez ensuite seulement aux questions de la liste reçue après l’envoi.",
)
GUIDE = (
    Words(
        "Fill in the yellow cells, sheet by sheet. A blank is never read as 0: if the figure is nothing, type 0.",
        "Remplissez les cellules jaunes, feuille par feuille. Une case vide ne vaut jamais 0 : si le chiffre est nul, inscrivez 0.",
    ),
    Words(
        "The column Check shows what our checks will say, as far as a spreadsheet can know. Write why in Explanation where a"
        " figure is right though it looks wrong.",
        "La colonne Vérification montre ce que diront nos vérifications, pour autant qu’un tableur puisse le savoir. Si un"
        " chiffre est exact malgré les apparences, dites pourquoi dans la colonne Explication.",
    ),
    Words(
        "The last sheet is optional: one row for each application. With it we work out the times and many figures for you."
        " Use made-up numbers there, never names or registration numbers.",
        "La dernière feuille est facultative : une ligne par demande. Avec elle, nous calculons pour vous les délais et"
        " plusieurs chiffres. Utilisez-y des numéros inventés, jamais de noms ni de numéros d’inscription.",
    ),
    Words(
        "You may sort sheets, insert rows and widen columns. Leave the keys in column A as they are: by them we find your"
        " answers.",
        "Vous pouvez déplacer des feuilles, insérer des lignes et élargir des colonnes. Laissez intactes les clés de la"
        " colonne A : c’est par elles que nous trouvons vos réponses.",
    ),
)
COVER_LINES = (
    Words(
        "Save as .xlsx without macros and without a password, then upload it in the portal or send it to the office.",
        "Enregistrez au format .xlsx, sans macros ni mot de passe, puis téléversez le fichier sur le portail ou"
        " envoyez-le au bureau.",
    ),
)
NOT_A_DATE = Words("Type a date as year-month-day.", "Inscrivez la date sous la forme année-mois-jour.")
FINDINGS = Words("Findings", "Constats")
