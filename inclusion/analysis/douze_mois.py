"""Les douze mois sur lesquels on compte : les mêmes pour un indicateur, une page et un document."""

from datetime import date

import pandas as pd

from inclusion.model.periodes import Periode


def douze_mois_pleins(dates: pd.Series, a_date: date) -> Periode:
    """Les douze mois qui finissent au dernier mois plein que ces dates connaissent, à `a_date`.

    Un mois est plein quand il est fini ; si ces dates n'en connaissent aucun, la période finit avec le mois en cours.
    """
    aujourd_hui = pd.Timestamp(a_date)
    en_cours = aujourd_hui.to_period("M")
    plein = en_cours if aujourd_hui.is_month_end else en_cours - 1
    mois = pd.PeriodIndex(dates.dropna(), freq="M")
    connus = mois[mois <= plein]
    fin = connus.max() if len(connus) else en_cours
    return Periode((fin - 11).start_time.date(), min(fin.end_time.date(), a_date))
