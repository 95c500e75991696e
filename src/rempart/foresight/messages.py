"""What errors and reports say, in French and in English."""

from __future__ import annotations

from typing import Literal

Language = Literal["fr", "en"]

MESSAGES: dict[str, dict[Language, str]] = {
    "area-repeated": {
        "fr": "ce code est absent ou répété. Donnez à chaque zone un code unique",
        "en": "this code is missing or repeated. Give each area a code of its own",
    },
    "area-without-code": {
        "fr": "aucun code de zone parmi ces propriétés. Ajoutez un P-code (adm1_pcode, "
        "adm2_pcode), « code » ou « id »",
        "en": "no area code among these properties. Add a P-code (adm1_pcode, adm2_pcode), "
        "“code” or “id”",
    },
    "areas-none": {
        "fr": "aucune zone. Donnez au moins une zone",
        "en": "no area. Give at least one area",
    },
    "areas-unreadable": {
        "fr": "ni GeoJSON de type FeatureCollection, ni liste JSON de numéros PRIO-GRID. "
        "Exportez les zones dans l’un de ces deux formats",
        "en": "neither a GeoJSON FeatureCollection nor a JSON list of PRIO-GRID numbers. "
        "Export the areas in one of these two formats",
    },
    "areas-without-outlines": {
        "fr": "ces zones ne savent plus placer un point. Relisez-les de leur fichier",
        "en": "these areas can no longer place a point. Read them again from their file",
    },
    "cell-off-grid": {
        "fr": "hors de la grille PRIO-GRID, dont les numéros vont de 1 à 259200",
        "en": "off the PRIO-GRID, whose numbers go from 1 to 259200",
    },
    "cell-unreadable": {
        "fr": "{count} cellule(s) vide(s) ou illisible(s) dans cette colonne. Corrigez-les ou "
        "retirez ces lignes",
        "en": "{count} empty or unreadable cell(s) in this column. Mend them or remove these rows",
    },
    "columns-missing": {
        "fr": "colonnes manquantes : {missing}. Donnez un Parquet à 14 colonnes ou un CSV de GED",
        "en": "missing columns: {missing}. Give the 14-column Parquet or a GED CSV",
    },
    "deaths-negative": {
        "fr": "{count} événement(s) au nombre de morts négatif. Corrigez la source",
        "en": "{count} event(s) with negative deaths. Mend the source",
    },
    "deaths-unbounded": {
        "fr": "{count} événement(s) au nombre de morts indéfini ou infini. Corrigez la source",
        "en": "{count} event(s) with undefined or infinite deaths. Mend the source",
    },
    "edition-other": {
        "fr": "ces zones sont d’une autre édition ({known}). Refaites le travail avec une seule "
        "édition des limites",
        "en": "these areas are of another edition ({known}). Redo the work with one edition of "
        "the boundaries",
    },
    "executor-unknown": {
        "fr": "exécuteur inconnu. Choisissez in-process, processes ou ray",
        "en": "unknown executor. Choose in-process, processes or ray",
    },
    "file-missing": {
        "fr": "ce fichier n’existe pas. Vérifiez le chemin",
        "en": "there is no such file. Check the path",
    },
    "file-unreadable": {
        "fr": "ce fichier ne peut être lu. Exportez-le de nouveau",
        "en": "this file cannot be read. Export it again",
    },
    "format-other": {
        "fr": "écrit par une autre version (format connu : {known}). Refaites-le avec celle-ci",
        "en": "written by another version (known format: {known}). Make it again with this one",
    },
    "leads-unreadable": {
        "fr": "écrivez les échéances en mois, de 1 à 36, séparées par des virgules : 1,3,6",
        "en": "write leads in months, from 1 to 36, separated by commas: 1,3,6",
    },
    "month-not-covered": {
        "fr": "mois hors des données, qui couvrent {span}",
        "en": "month outside the data, which cover {span}",
    },
    "month-unfinished": {
        "fr": "ce mois n’est pas terminé. Prenez le dernier mois entier",
        "en": "this month is not over. Take the last whole month",
    },
    "month-unreadable": {
        "fr": "mois illisible. Écrivez AAAA-MM, par exemple 2018-12",
        "en": "unreadable month. Write YYYY-MM, for example 2018-12",
    },
    "no-events": {
        "fr": "aucun événement. Vérifiez le fichier",
        "en": "no event. Check the file",
    },
    "nothing-to-score": {
        "fr": "aucune cible n’est connue : toutes tombent après {last}. Prenez des origines plus "
        "anciennes",
        "en": "no target is known: all fall after {last}. Take earlier origins",
    },
    "off-the-globe": {
        "fr": "{count} coordonnée(s) hors du globe. Les colonnes sont-elles inversées ?",
        "en": "{count} coordinate(s) off the globe. Are the columns swapped?",
    },
    "outline-broken": {
        "fr": "contour vide ou illisible. Réparez cette zone dans un logiciel de cartographie",
        "en": "empty or unreadable outline. Mend this area in mapping software",
    },
    "panel-hole": {
        "fr": "il manque des données de cette année : {rows} lignes attendues, {found} trouvées. "
        "Reconstruisez le panel",
        "en": "data of this year are missing: {rows} rows expected, {found} found. Rebuild the "
        "panel",
    },
    "ray-missing": {
        "fr": "Ray n’est pas installé. Lancez « ./rempart install ray » ou prenez processes",
        "en": "Ray is not installed. Run “./rempart install ray” or take processes",
    },
    "span-backwards": {
        "fr": "la fin précède le début. Écrivez AAAA-MM..AAAA-MM, du plus ancien au plus récent",
        "en": "the end comes before the start. Write YYYY-MM..YYYY-MM, the earliest first",
    },
    "target-other": {
        "fr": "rétro-test d’une autre violence ({known} demandée). Donnez le bon dossier",
        "en": "backtest of another kind of violence ({known} asked for). Give the right folder",
    },
    "target-unknown": {
        "fr": "violence inconnue. Choisissez parmi : {known}",
        "en": "unknown kind of violence. Choose one of: {known}",
    },
    "too-early": {
        "fr": "trop tôt : il faut au moins cinq ans de données avant la première origine "
        "(à partir de {first})",
        "en": "too early: at least five years of data are needed before the first origin "
        "(from {first} on)",
    },
    "year-impossible": {
        "fr": "{count} événement(s) à une date impossible. Corrigez la source",
        "en": "{count} event(s) at an impossible date. Mend the source",
    },
}

WORDS: dict[str, dict[Language, str]] = {
    "title": {
        "fr": "Rétro-test des prévisions",
        "en": "Backtest of the forecasts",
    },
    "setting": {
        "fr": "{units} zones ; origines {first} à {last} ; {left} ; données jusqu’à {known} ; "
        "moteur {engine}.",
        "en": "{units} areas; origins {first} to {last}; {left}; data until {known}; "
        "engine {engine}.",
    },
    "left-out": {
        "fr": "cibles postérieures aux données, laissées de côté, par échéance : {counts}",
        "en": "targets after the data, left out, by lead: {counts}",
    },
    "skill-note": {
        "fr": "Gain : 1 − score / score de conflictology_mix, avec l’intervalle à 95 % (mois tirés "
        "par blocs de quatre). Un intervalle qui contient 0 ne permet pas de conclure.",
        "en": "Skill: 1 − score / score of conflictology_mix, with the 95 % interval (months drawn "
        "in blocks of four). An interval that holds 0 allows no conclusion.",
    },
    "lead": {"fr": "Échéance", "en": "Lead"},
    "month": {"fr": "mois", "en": "month"},
    "months": {"fr": "mois", "en": "months"},
    "model": {"fr": "modèle", "en": "model"},
    "year": {"fr": "année", "en": "year"},
    "events": {"fr": "zones-mois avec morts", "en": "area-months with deaths"},
    "skill": {"fr": "gain de CRPS", "en": "CRPS skill"},
    "ign_skill": {"fr": "gain d’IGN", "en": "IGN skill"},
    "ap_gain": {"fr": "gain d’AP", "en": "AP gain"},
    "recall": {"fr": "rappel@{k}", "en": "recall@{k}"},
    "resolution": {"fr": "résolution", "en": "resolution"},
    "guard": {
        "fr": "Ce que le garde-fou émet, choisi sur les mois connus avant l’année",
        "en": "What the guard issues, chosen on months known before the year",
    },
    "by-year": {"fr": "Année par année : ce qui est émis", "en": "Year by year: what is issued"},
    "surprises": {
        "fr": "Quand plus de gens meurent que prévu : combien de fausses alertes",
        "en": "When more people die than foreseen: how many false alarms",
    },
    "surprises-note": {
        "fr": "Un signal est levé là où il y a plus de morts que n’en tenait la prévision émise, "
        "neuf fois sur dix. Il est une fausse alerte si personne n’y est tué le mois suivant. La "
        "dernière colonne dit ce qu’il en est de toutes les zones, signal ou non.",
        "en": "A signal is raised where more people die than the issued forecast held, nine times "
        "in ten. It is a false alarm if nobody is killed there in the next month. The last column "
        "says how that is for all areas, signal or not.",
    },
    "area-months": {"fr": "zones-mois", "en": "area-months"},
    "raised": {"fr": "signaux, part des zones-mois", "en": "signals, share of area-months"},
    "followed": {"fr": "dont le mois suivant est connu", "en": "with the next month known"},
    "false_alarms": {"fr": "fausses alertes, part", "en": "false alarms, share"},
    "calm": {"fr": "sans mort le mois suivant, partout", "en": "no death next month, anywhere"},
    "issued": {"fr": "émis", "en": "issued"},
    "skill_before": {"fr": "gain auparavant", "en": "skill before"},
    "events_before": {"fr": "zones-mois auparavant", "en": "area-months before"},
    "forecast": {"fr": "probabilité annoncée", "en": "forecast probability"},
    "observed": {"fr": "fréquence observée", "en": "observed frequency"},
    "plot-skill": {
        "fr": "Gain de CRPS sur conflictology_mix",
        "en": "CRPS skill against conflictology_mix",
    },
    "plot-reliability": {
        "fr": "Fiabilité de ce qui est émis",
        "en": "Reliability of what is issued",
    },
    "plot-years": {"fr": "Gain de CRPS par année", "en": "CRPS skill by year"},
    "plot-pit": {
        "fr": "PIT aléatoire de ce qui est émis",
        "en": "Randomised PIT of what is issued",
    },
    "progress": {
        "fr": "{stage} {done}/{total}, encore {left}",
        "en": "{stage} {done}/{total}, {left} left",
    },
    "fit": {"fr": "ajustement", "en": "fitting"},
    "score": {"fr": "notation", "en": "scoring"},
    "written": {"fr": "écrit dans {place}", "en": "written to {place}"},
    "engine-fallback": {
        "fr": "LightGBM ne peut être chargé ({why}) : scikit-learn prend sa place",
        "en": "LightGBM cannot be loaded ({why}): scikit-learn takes its place",
    },
    "no-skill-known": {
        "fr": "aucun rétro-test de ces zones n’est donné : le mélange est émis partout",
        "en": "no backtest of these areas is given: the mix is issued everywhere",
    },
    "later": {
        "fr": "{count} événements après le dernier mois retenu, laissés de côté",
        "en": "{count} events after the last month kept, left out",
    },
    "no-neighbour": {
        "fr": "{place} : aucune zone voisine, seul son propre passé compte",
        "en": "{place}: no neighbouring area, only its own past counts",
    },
    "outline-mended": {
        "fr": "{place} : contour croisé, réparé",
        "en": "{place}: self-crossing outline, mended",
    },
    "interrupted": {
        "fr": "Interrompu. La même commande reprend où elle en était",
        "en": "Interrupted. The same command goes on where it stopped",
    },
    "waiting": {
        "fr": "échéances dont l’issue n’est pas encore connue : {leads}",
        "en": "leads whose outcome is not known yet: {leads}",
    },
    "help-foresight": {
        "fr": "prévisions : rétro-tests, émission, notation",
        "en": "forecasts: backtests, issuing, scoring",
    },
    "help-backtest": {
        "fr": "Prévoit les mois passés comme on l’aurait pu alors, et note le tout.",
        "en": "Forecast past months as one could have at the time, and score them.",
    },
    "help-forecast": {
        "fr": "Prévoit les mois qui suivent le dernier mois connu ; le garde-fou décide.",
        "en": "Forecast the months after the last one known; the guard decides what is issued.",
    },
    "help-score": {
        "fr": "Note une prévision émise quand l’issue est connue.",
        "en": "Score an issued forecast once the outcomes are known.",
    },
    "help-events": {
        "fr": "Parquet à 14 colonnes, CSV de GED, ou « register » : les incidents de l’instance",
        "en": "14-column Parquet, GED CSV, or “register”: the incidents of the instance",
    },
    "help-areas": {
        "fr": "zones à prévoir : GeoJSON, ou liste JSON de numéros PRIO-GRID",
        "en": "areas to forecast: GeoJSON, or a JSON list of PRIO-GRID numbers",
    },
    "help-train-areas": {
        "fr": "autres zones dont on apprend aussi ; répétable",
        "en": "other areas to learn from as well; may be repeated",
    },
    "help-leads": {
        "fr": "échéances en mois, séparées par des virgules",
        "en": "leads in months, separated by commas",
    },
    "help-target": {
        "fr": "one-sided, state-based ou non-state",
        "en": "one-sided, state-based or non-state",
    },
    "help-origins": {
        "fr": "derniers mois connus, AAAA-MM..AAAA-MM",
        "en": "last known months, YYYY-MM..YYYY-MM",
    },
    "help-train-from": {
        "fr": "premier mois dont on apprend (défaut : le premier des données)",
        "en": "first month to learn from (default: the first of the data)",
    },
    "help-until": {
        "fr": "dernier mois entier des données (défaut : le dernier avec un événement)",
        "en": "last whole month of the data (default: the last with an event)",
    },
    "help-out": {
        "fr": "dossier des résultats ; une reprise y retrouve son travail",
        "en": "folder for the results; a resumed run finds its work there",
    },
    "help-executor": {
        "fr": "in-process, processes ou ray",
        "en": "in-process, processes or ray",
    },
    "help-workers": {
        "fr": "processus en parallèle ; 0 : tous les cœurs",
        "en": "processes in parallel; 0: all cores",
    },
    "help-ray-address": {
        "fr": "adresse d’une grappe Ray (défaut : en lance une ici)",
        "en": "address of a Ray cluster (default: start one here)",
    },
    "help-seed": {"fr": "graine du hasard", "en": "seed of chance"},
    "help-guard": {
        "fr": "dossier d’un rétro-test de ces zones, d’où vient le choix du garde-fou",
        "en": "folder of a backtest of these areas, which gives the guard's choice",
    },
    "help-issue": {
        "fr": "dossier d’une prévision émise",
        "en": "folder of an issued forecast",
    },
    "outside": {
        "fr": "{count} événements hors de toute zone, laissés de côté",
        "en": "{count} events in no area, left out",
    },
    "why": {
        "fr": "sur 12 mois : {months} mois avec morts ici ({deaths} morts) ; alentour : {near}",
        "en": "in 12 months: {months} months with deaths here ({deaths} dead); nearby: {near}",
    },
    "why-effect": {
        "fr": "{family} : {effect:+.1f} points",
        "en": "{family}: {effect:+.1f} points",
    },
    "and-then": {"fr": " ; ", "en": "; "},
    "quiet": {"fr": "rien", "en": "nothing"},
    "family-own": {"fr": "son propre passé", "en": "its own past"},
    "family-near": {"fr": "les voisins", "en": "the neighbours"},
    "family-region": {"fr": "la région", "en": "the region"},
    "family-country": {"fr": "le pays", "en": "the country"},
}


def say(key: str, language: Language, **params: object) -> str:
    """A text of `WORDS` in `language`, its blanks filled."""
    return WORDS[key][language].format(**params)
