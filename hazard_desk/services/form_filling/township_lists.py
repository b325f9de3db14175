"""Forms of the office's lists: 结对帮扶情况表, 四牌一卡两栏情况表, 八个一批统计表."""

from __future__ import annotations

from collections.abc import Sequence

from hazard_desk.forms.labelled_batches import CountedBatch, CountedItem, labelled_batches
from hazard_desk.forms.sheet import Sheet
from hazard_desk.forms.signs_and_cards import SignedEnterprise, signs_and_cards
from hazard_desk.forms.support_pairs import HelpedFound, PrintedPair, support_pairs
from hazard_desk.model import Office
from hazard_desk.services import labelled_batches as labelled
from hazard_desk.services import signs
from hazard_desk.services import support_pairs as pairing
from hazard_desk.services.form_filling.request import FormRequest
from hazard_desk.services.form_filling.spans import campaign_asked, filled_on
from hazard_desk.services.reporting import current_week_end, reporting_week
from hazard_desk.services.wording import form_texts
from hazard_desk.store.unit_of_work import Reading


def support_pair_sheets(reading: Reading, request: FormRequest) -> Sequence[Sheet]:
    """Return the pairs begun by the end of the week, with what the helped enterprises found by then."""
    texts = form_texts(reading, request.form_id)
    office = reading.session.get_one(Office, 1)
    campaign_asked(reading, request)  # an unknown one must not become a title
    if request.blank:
        return [support_pairs(texts, unit_name=office.name, campaign=request.campaign)]
    week_end = request.week_end or current_week_end(reading)
    found = pairing.support_pairs_of_week(reading, week_end, request.campaign)
    return [
        support_pairs(
            texts,
            unit_name=office.name,
            filled_on=filled_on(reading, request),
            campaign=request.campaign,
            pairs=[
                PrintedPair(
                    row.helper,
                    row.helped,
                    row.village,
                    row.industries,
                    row.starts_on,
                    row.ends_on,
                    row.plan,
                    row.meeting_on,
                    row.progress,
                    _found(row.found),
                )
                for row in found.rows
            ],
            total=_found(found.found),
            helpers=found.helpers,
            helped=found.helped,
        )
    ]


def sign_sheets(reading: Reading, request: FormRequest) -> Sequence[Sheet]:
    """Return how the seven stood at the end of the week at each enterprise of the campaign's scope."""
    texts = form_texts(reading, request.form_id)
    office = reading.session.get_one(Office, 1)
    campaign_asked(reading, request)  # an unknown one must not become a title
    if request.blank:
        return [signs_and_cards(texts, unit_name=office.name, campaign=request.campaign)]
    week = reporting_week(reading, request.week_end or current_week_end(reading))
    rows = signs.signs_of_scope(reading, request.campaign, week.end)
    return [
        signs_and_cards(
            texts,
            unit_name=office.name,
            filled_on=filled_on(reading, request),
            campaign=request.campaign,
            enterprises=[
                SignedEnterprise(
                    row.name, row.village, tuple(one.state if one is not None else None for one in row.seen)
                )
                for row in rows
            ],
            counts=signs.count_states(rows),
        )
    ]


def batch_sheets(reading: Reading, request: FormRequest) -> Sequence[Sheet]:
    """Return the figures of each 一批 of the week and up to its end, and the list of what makes them."""
    texts = form_texts(reading, request.form_id)
    office = reading.session.get_one(Office, 1)
    campaign_asked(reading, request)  # an unknown one must not become a title
    if request.blank:
        return labelled_batches(texts, unit_name=office.name, campaign=request.campaign)
    rows = labelled.batches(reading, request.week_end, request.campaign)
    return labelled_batches(
        texts,
        unit_name=office.name,
        filled_on=filled_on(reading, request),
        campaign=request.campaign,
        counted=[
            CountedBatch(
                row.name,
                row.week,
                row.cumulative,
                row.facts.note,
                tuple(
                    CountedItem(item.counted_on, item.record.kind if item.record else "", item.line)
                    for item in row.counted
                ),
            )
            for row in rows
        ],
    )


def _found(found: pairing.Found) -> HelpedFound:
    return HelpedFound(found.general, found.general_rectified, found.major, found.major_rectified)
