"""领导带队检查完成情况表 of the month that a week ends in, counted from the records as 首页 counts them."""

from __future__ import annotations

from collections.abc import Sequence

from hazard_desk.forms.quota_table import (
    EnterprisesMonth,
    LeaderMonth,
    QuotaMonth,
    TownshipMonth,
    quota_table,
)
from hazard_desk.forms.sheet import Sheet
from hazard_desk.model import Office
from hazard_desk.services.form_filling.request import FormRequest
from hazard_desk.services.form_filling.spans import campaign_asked, filled_on
from hazard_desk.services.quotas import enterprise_quotas, month_of, own_quotas, quotas_of_month
from hazard_desk.services.reporting import current_week_end, reporting_week
from hazard_desk.services.wording import form_texts
from hazard_desk.store.unit_of_work import Reading


def quota_table_sheets(reading: Reading, request: FormRequest) -> Sequence[Sheet]:
    """Return the table of the month, as far as today; what the month asks belongs to no campaign."""
    office = reading.session.get_one(Office, 1)
    texts = form_texts(reading, request.form_id)
    campaign_asked(reading, request)  # an unknown one is refused on every form alike
    if request.blank:
        return [quota_table(texts, unit_name=office.name)]
    day = reporting_week(reading, request.week_end or current_week_end(reading)).end
    first, last = month_of(day)
    facts = QuotaMonth(
        first,
        min(last, reading.today),
        [
            LeaderMonth(
                row.person,
                row.post.label,
                "、".join(row.duties),
                row.target,
                row.outings,
                row.visits,
                row.shortfall,
            )
            for row in quotas_of_month(reading, day)
        ],
        [TownshipMonth(row.key, row.target, row.done, row.shortfall) for row in own_quotas(reading, day)],
        [
            EnterprisesMonth(row.view, row.target, row.asked, row.met)
            for row in enterprise_quotas(reading, day)
        ],
    )
    return [quota_table(texts, unit_name=office.name, filled_on=filled_on(reading, request), facts=facts)]
