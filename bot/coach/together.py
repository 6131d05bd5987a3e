"""Puts the ratings of two holders of a product side by side, once both agreed, as long as both want it."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import uuid4

from bot.coach import outbox
from bot.coach.act import followed
from bot.coach.scene import Scene
from bot.coach.start import held_by
from bot.domain.calendar import day_at
from bot.domain.outbox import Saying
from bot.domain.people import Holding, Member, Product, Standing
from bot.domain.reflection import Answer, Prompt
from bot.domain.refusals import Refusal
from bot.domain.together import LAPSES_AFTER, PAIRS_APART, Comparison, Pair, PairState, gap, may_compare

LOOKS_BACK = timedelta(weeks=5)


async def propose(scene: Scene, member: Member, name: str, product: Product, user: str) -> None:
    """Propose it to somebody, who learns of it with their next question if they hold that product.

    Nothing tells whether they do. Who proposes what was proposed to them agrees. Raises Refusal for oneself, and for
    who has agreed with somebody or had lately.
    """
    if user == member.user:
        raise Refusal("together.yourself")
    await _must_be_free(scene, member)
    for pair in await _pairs_on(scene, product.id):
        if pair.user == member.user and await _is_by(scene, pair, user) and not _is_over(pair, scene.now):
            await agree(scene, member, name, pair)
            return
        if pair.member_id == member.id and pair.user == user:
            await scene.tx.remove(pair)
    scene.tx.add(
        Pair(
            id=uuid4().hex,
            workspace=scene.workspace,
            product_id=product.id,
            member_id=member.id,
            name=name,
            user=user,
            proposed_at=scene.now,
            lapses_at=scene.now + LAPSES_AFTER,
        )
    )


async def agree(scene: Scene, member: Member, name: str, pair: Pair) -> None:
    """Both agree: what they answer from now on may be put side by side, and what else they proposed is withdrawn.

    Raises Refusal for a proposal that lapsed, and for who has agreed with somebody or had lately: one at a time, or a
    total would hide too little (decision 0013).
    """
    if pair.state is PairState.AGREED:
        return
    if not pair.waits(scene.now):
        raise Refusal("together.lapsed")
    # Both may just be agreeing with others.
    both = await scene.tx.all(Member, lock=True, id=[member.id, pair.member_id])
    await _must_be_free(scene, member)
    for each in both:
        await _withdraw_proposals(scene, each, but=pair)
    pair.state, pair.agreed_at, pair.lapses_at = PairState.AGREED, scene.now, None
    pair.other_id, pair.other_name = member.id, name
    await _show(scene, pair)


async def decline(scene: Scene, pair: Pair) -> None:
    """Decline; nobody is told."""
    if pair.state is PairState.PROPOSED:
        pair.state = PairState.DECLINED
        await _show(scene, pair)


async def end(scene: Scene, pair: Pair) -> None:
    """Put nothing side by side any more; what was shown leaves both conversations."""
    shown = await scene.tx.all(Comparison, pair_id=pair.id)
    for member in await scene.tx.all(Member, lock=True, id=[each.member_id for each in shown]):
        member.pair_ended_at = scene.now
    await scene.tx.remove(pair)
    for comparison in shown:
        await outbox.refresh(scene, Saying("prompt", comparison.prompt_id))
    await _show(scene, pair)


async def end_all(scene: Scene, member: Member, product_id: str) -> None:
    """End what the member agreed to, or proposed, about that product."""
    for pair in await _pairs_on(scene, product_id):
        if member.id in (pair.member_id, pair.other_id):
            await end(scene, pair)


async def pair_of(scene: Scene, member: Member, pair_id: str) -> Pair:
    """A pair that the member is one of, or that was proposed to them. Raises Refusal for anybody else's."""
    pair = await scene.tx.get(Pair, pair_id, lock=True)
    if pair is None or not _concerns(pair, member):
        raise Refusal("together.not_found")
    return pair


async def pairs_of(scene: Scene, member: Member) -> Sequence[tuple[Pair, Product]]:
    """The pairs of a member with what they are about: agreed, proposed by them, or to them; none that has lapsed."""
    found = []
    for _, product in await held_by(scene, member):
        pairs = [pair for pair in await _pairs_on(scene, product.id) if _concerns(pair, member)]
        found += [(pair, product) for pair in pairs if _is_shown(pair, member, scene.now)]
    return found


async def agreed_pair(scene: Scene, member: Member) -> Pair | None:
    """The one pair in which a member and somebody else both agreed."""
    agreed = PairState.AGREED
    proposed = await scene.tx.first(Pair, member_id=member.id, state=agreed)
    return proposed or await scene.tx.first(Pair, other_id=member.id, state=agreed)


async def open_with(scene: Scene, prompt: Prompt, member: Member) -> None:
    """Choose what this prompt tells of a pair, when it is first said: a proposal, or else a comparison.

    One thing at a time: a prompt that asks after an action tells nothing more.
    """
    holding = await scene.tx.get(Holding, prompt.holding_id) if prompt.week is not None else None
    pairs = await _pairs_on(scene, holding.product_id) if holding else []
    mine = [pair for pair in pairs if _concerns(pair, member)]
    if not mine or await followed(scene, prompt) is not None or any(pair.told_in == prompt.id for pair in mine):
        return
    agreed = await agreed_pair(scene, member)
    if agreed is None and _free_from(scene, member) <= scene.now:
        _tell_of_one(prompt, [pair for pair in mine if pair.user == member.user and pair.waits(scene.now)])
    elif holding and agreed and agreed in mine and await _is_time(scene, member, agreed):
        await _compare(scene, prompt, holding, agreed)


async def shown_to(scene: Scene, member: Member) -> Sequence[Saying]:
    """The questions of others that show a rating of this member, or what they proposed."""
    proposed = await scene.tx.all(Pair, member_id=member.id)
    pairs = [*proposed, *await scene.tx.all(Pair, other_id=member.id)]
    shown = await scene.tx.all(Comparison, pair_id=[pair.id for pair in pairs])
    prompts = [each.prompt_id for each in shown if each.member_id != member.id]
    return [Saying("prompt", each) for each in (*prompts, *(pair.told_in for pair in proposed if pair.told_in))]


async def _must_be_free(scene: Scene, member: Member) -> None:
    if await agreed_pair(scene, member) is not None:
        raise Refusal("together.taken")
    free_from = _free_from(scene, member)
    if free_from > scene.now:
        raise Refusal("together.too_soon", count=(free_from - scene.now).days + 1)


def _free_from(scene: Scene, member: Member) -> datetime:
    return member.pair_ended_at + PAIRS_APART if member.pair_ended_at else scene.now


async def _withdraw_proposals(scene: Scene, member: Member, but: Pair) -> None:
    for other in await scene.tx.all(Pair, member_id=member.id):
        if other is not but:
            await end(scene, other)


def _tell_of_one(prompt: Prompt, proposals: Sequence[Pair]) -> None:
    for pair in proposals:
        if pair.told_in is None:
            pair.told_in = prompt.id
            return


async def _is_time(scene: Scene, member: Member, pair: Pair) -> bool:
    told = await scene.tx.all(Comparison, order="told_at", member_id=member.id, pair_id=pair.id)
    last = day_at(told[-1].told_at, member.zone) if told else None
    return may_compare(last, day_at(scene.now, member.zone))


async def _compare(scene: Scene, prompt: Prompt, holding: Holding, pair: Pair) -> None:
    """Show with this prompt the answers that differ most, the latest of them; nothing where there are no two."""
    told = {each.own_id for each in await scene.tx.all(Comparison, member_id=holding.member_id)}
    found = [
        (gap(own.rating, other.rating), own.rated_at, own, other)
        for own, other in await _both_rated(scene, pair, holding)
        if own.id not in told and own.rating and other.rating and own.rated_at
    ]
    if found:
        _, _, own, other = max(found, key=lambda each: each[:2])
        scene.tx.add(
            Comparison(
                id=uuid4().hex,
                member_id=holding.member_id,
                pair_id=pair.id,
                prompt_id=prompt.id,
                own_id=own.id,
                other_id=other.id,
                told_at=scene.now,
            )
        )


async def _both_rated(scene: Scene, pair: Pair, own: Holding) -> Sequence[tuple[Answer, Answer]]:
    """The answers of both to one round's question about the product, given since both agreed."""
    partner = await scene.tx.get(Member, pair.partner_of(own.member_id))
    if partner is None or partner.standing is Standing.STOPPED:
        return []
    theirs = await scene.tx.first(Holding, member_id=partner.id, product_id=own.product_id, ended_at=None)
    if theirs is None:
        return []
    since = max(pair.agreed_at or scene.now, scene.now - LOOKS_BACK)
    mine, others = await _rated(scene, own, since), await _rated(scene, theirs, since)
    return [(mine[week], others[week]) for week in mine.keys() & others.keys()]


async def _rated(scene: Scene, holding: Holding, since: datetime) -> Mapping[tuple[int, str], Answer]:
    """What was rated about that product since then, by round and question."""
    prompts = await scene.tx.prompts_since(holding.member_id, since - LOOKS_BACK)
    rounds = {each.id: (each.week, each.question_id) for each in prompts if each.holding_id == holding.id and each.week}
    answers = await scene.tx.all(Answer, prompt_id=list(rounds))
    return {
        (week, question): answer
        for answer in answers
        for week, question in [rounds[answer.prompt_id]]
        if week is not None and answer.rating is not None and answer.rated_at and answer.rated_at >= since
    }


async def _pairs_on(scene: Scene, product_id: str) -> Sequence[Pair]:
    return await scene.tx.all(Pair, order="proposed_at", product_id=product_id)


async def _is_by(scene: Scene, pair: Pair, user: str) -> bool:
    proposer = await scene.tx.get(Member, pair.member_id)
    return proposer is not None and proposer.user == user


def _is_over(pair: Pair, now: datetime) -> bool:
    return pair.state is not PairState.AGREED and not pair.waits(now)


def _concerns(pair: Pair, member: Member) -> bool:
    mine = member.id in (pair.member_id, pair.other_id)
    return mine or (pair.workspace, pair.user, pair.other_id) == (member.workspace, member.user, None)


def _is_shown(pair: Pair, member: Member, now: datetime) -> bool:
    """What was declined still waits, as far as its author can tell."""
    if pair.state is PairState.AGREED or pair.waits(now):
        return True
    return pair.member_id == member.id and pair.lapses_at is not None and now < pair.lapses_at


async def _show(scene: Scene, pair: Pair) -> None:
    if pair.told_in:
        await outbox.refresh(scene, Saying("prompt", pair.told_in))
