"""Puts the ratings of two holders of a product side by side, once both agreed, as long as both want it."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import uuid4

from bot.coach import outbox
from bot.coach.scene import Scene
from bot.coach.start import held_by, holding_of
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
    shown, news = await scene.tx.all(Comparison, pair_id=pair.id), await news_in(scene, pair)
    for member in await scene.tx.all(Member, lock=True, id=[each.member_id for each in shown]):
        member.pair_ended_at = scene.now
    await scene.tx.remove(pair)
    for prompt_id in (*(each.prompt_id for each in shown), news, pair.told_in):
        if prompt_id:
            await outbox.refresh(scene, Saying("prompt", prompt_id))


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

    A proposal asks something, and so this prompt asks after no action; a comparison is only read.
    """
    holding = await scene.tx.get(Holding, prompt.holding_id) if prompt.week is not None else None
    pairs = await _pairs_on(scene, holding.product_id) if holding else []
    mine = [pair for pair in pairs if _concerns(pair, member)]
    if any(pair.told_in == prompt.id for pair in mine):
        return
    agreed = await agreed_pair(scene, member)
    if agreed is None and _free_from(scene, member) <= scene.now:
        to_them = [pair for pair in mine if pair.user == member.user and pair.waits(scene.now)]
        await _tell_of_one(scene, prompt, member, to_them)
    elif holding and agreed and agreed in mine:
        await _compare(scene, prompt, member, agreed)


async def news_in(scene: Scene, pair: Pair) -> str | None:
    """The prompt that tells who proposed it that the other agreed: the first that came to them since."""
    if pair.agreed_at is None:
        return None
    since = await scene.tx.prompts_since(pair.member_id, pair.agreed_at)
    return next((each.id for each in since if each.week is not None and each.asked_at > pair.agreed_at), None)


async def shown_to(scene: Scene, member: Member) -> Sequence[Saying]:
    """The questions of others that show a rating of this member, or what they proposed or agreed to."""
    proposed = await scene.tx.all(Pair, member_id=member.id)
    agreed = await scene.tx.all(Pair, other_id=member.id)
    shown = await scene.tx.all(Comparison, pair_id=[pair.id for pair in (*proposed, *agreed)])
    prompts = [each.prompt_id for each in shown if each.member_id != member.id]
    told = [*(pair.told_in for pair in proposed), *[await news_in(scene, pair) for pair in agreed]]
    return [Saying("prompt", each) for each in (*prompts, *told) if each]


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


async def _tell_of_one(scene: Scene, prompt: Prompt, member: Member, proposals: Sequence[Pair]) -> None:
    """Tell of the first that was not told yet; one that stays without an answer comes again after a month."""
    today = day_at(scene.now, member.zone)
    for pair in proposals:
        told = await scene.tx.get(Prompt, pair.told_in) if pair.told_in else None
        if may_compare(day_at(told.asked_at, member.zone) if told else None, today):
            await _show(scene, pair)
            pair.told_in = prompt.id
            return


async def _compare(scene: Scene, prompt: Prompt, member: Member, pair: Pair) -> None:
    """Show with this prompt what the other was shown already, or else choose what both are shown."""
    told = await scene.tx.all(Comparison, order="told_at", pair_id=pair.id)
    last = [day_at(each.told_at, member.zone) for each in told if each.member_id == member.id][-1:]
    is_told_here = any(each.prompt_id == prompt.id for each in told)
    if is_told_here or not may_compare(last[0] if last else None, day_at(scene.now, member.zone)):
        return
    held = await _held_by_both(scene, pair, member)
    chosen = (_missed(scene, member, told) or await _differing_most(scene, pair, told, *held)) if held else None
    if chosen:
        own_id, other_id = chosen
        scene.tx.add(
            Comparison(
                id=uuid4().hex,
                member_id=member.id,
                pair_id=pair.id,
                prompt_id=prompt.id,
                own_id=own_id,
                other_id=other_id,
                told_at=scene.now,
            )
        )


def _missed(scene: Scene, member: Member, told: Sequence[Comparison]) -> tuple[str, str] | None:
    """The answers that the other alone was shown, the own one first; the latest of them."""
    seen = {each.own_id for each in told if each.member_id == member.id}
    recent = [each for each in told if each.member_id != member.id and scene.now - each.told_at <= LOOKS_BACK]
    missed = [(each.other_id, each.own_id) for each in recent if each.other_id not in seen]
    return missed[-1] if missed else None


async def _differing_most(
    scene: Scene, pair: Pair, told: Sequence[Comparison], own: Holding, theirs: Holding
) -> tuple[str, str] | None:
    """Of the answers that neither was shown those that differ most, the latest of them: the same for both."""
    shown = {answer_id for each in told for answer_id in (each.own_id, each.other_id)}
    found = [
        (gap(mine.rating, other.rating), max(mine.rated_at, other.rated_at), mine.id, other.id)
        for mine, other in await _both_rated(scene, pair, own, theirs)
        if mine.rating and other.rating and mine.rated_at and other.rated_at and mine.id not in shown
    ]
    return max(found)[2:] if found else None


async def _held_by_both(scene: Scene, pair: Pair, member: Member) -> tuple[Holding, Holding] | None:
    """How the member and the other hold the product; None once one of them does not, or the other stopped."""
    partner = await scene.tx.get(Member, pair.partner_of(member.id))
    own = await holding_of(scene, member, pair.product_id)
    theirs = await holding_of(scene, partner, pair.product_id)
    if own is None or theirs is None or partner is None or partner.standing is Standing.STOPPED:
        return None
    return own, theirs


async def _both_rated(scene: Scene, pair: Pair, own: Holding, theirs: Holding) -> Sequence[tuple[Answer, Answer]]:
    """The answers of both to one round's question about the product, given since both agreed."""
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
