"""What neural families share: PyTorch when it is there, one training loop, weights as safetensors.

A network is PyTorch's `ModuleDict` or `Sequential`, which its family builds and calls by plain
functions: the default install does without PyTorch, so there is no class of it to inherit from.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from karat.modelling.extras import library
from karat.resources import device

EXTRA = "neural"

SEED = 20240101

HELD_OUT = 10
"""One example in so many judges a training and is not learned from."""

PATIENCE = 2
"""Rounds without a better judgement after which a training ends."""

FEWEST_JUDGED = 20
"""With fewer to judge it, a training goes through all its rounds with everything."""


def torch_library() -> Any:
    """Import PyTorch, with one thread: sums are then in one order."""
    torch = library("torch", EXTRA)
    torch.set_num_threads(1)
    return torch


def randomness(torch: Any) -> Any:
    """Return a generator of its own: PyTorch's own one is the process's, which others draw from."""
    return torch.Generator().manual_seed(SEED)


def start(torch: Any, network: Any, random: Any) -> Any:
    """Give a network the weights that it starts from, and the device: biases 0, others drawn."""
    with torch.no_grad():
        for name, weight in network.named_parameters():
            if "bias" in name:
                weight.zero_()
            elif weight.dim() > 1:
                weight.normal_(0, weight.shape[-1] ** -0.5, generator=random)
    return network.to(device())


@dataclass(frozen=True)
class Lesson:
    """
    What a network learns from.

    Attributes
    ----------
    count
        How many examples there are.
    loss_of
        Of the examples at some positions, a tensor: their mean loss.
    tell
        Called with the round and the rounds after each; may raise, as `Progress.at` does.
    batch, rounds
        Examples a step, and how often all are gone through at most.
    """

    count: int
    loss_of: Callable[[Any], Any]
    tell: Callable[[int, int], None]
    batch: int
    rounds: int


def learn(lesson: Lesson, optimiser: Any, random: Any) -> None:
    """Go through all examples each round, in an order that is drawn, a step a batch."""
    for number in range(1, lesson.rounds + 1):
        _go_through(lesson, _order(lesson.count, random), optimiser)
        lesson.tell(number, lesson.rounds)


def learn_until_no_better(
    lesson: Lesson, network: Any, optimiser: Any, random: Any, judged_by: Callable[[Any], Any]
) -> None:
    """Learn until examples that are held out are foretold no better, and keep the best weights.

    Parameters
    ----------
    lesson
        What is learned from.
    network, optimiser, random
        Whose weights, what moves them, and the generator of the orders.
    judged_by
        The lesson's loss without what is drawn in it.
    """
    order = _order(lesson.count, random)
    held_out, learned = order[: lesson.count // HELD_OUT], order[lesson.count // HELD_OUT :]
    if len(held_out) < FEWEST_JUDGED:
        learn(lesson, optimiser, random)
        return
    best, least, best_round = copy.deepcopy(network.state_dict()), float("inf"), 0
    for number in range(1, lesson.rounds + 1):
        _go_through(lesson, learned[_order(len(learned), random)], optimiser)
        lesson.tell(number, lesson.rounds)
        loss = _judged(lesson, held_out, judged_by)
        if loss < least:
            best, least, best_round = copy.deepcopy(network.state_dict()), loss, number
        if number - best_round >= PATIENCE:
            break
    network.load_state_dict(best)


def _order(count: int, random: Any) -> Any:
    return torch_library().randperm(count, generator=random)


def _go_through(lesson: Lesson, order: Any, optimiser: Any) -> None:
    for positions in order.split(lesson.batch):
        optimiser.zero_grad()
        lesson.loss_of(positions).backward()
        optimiser.step()


def _judged(lesson: Lesson, held_out: Any, judged_by: Callable[[Any], Any]) -> float:
    with torch_library().no_grad():
        losses = [(float(judged_by(some)), len(some)) for some in held_out.split(lesson.batch)]
    return sum(loss * size for loss, size in losses) / len(held_out)


def dropped(torch: Any, values: Any, share: float, random: Any) -> Any:
    """Set a share of the values to 0 while learning, the others larger in turn.

    PyTorch's own layer draws from the process's generator; without one given nothing is dropped.
    """
    if random is None:
        return values
    kept = torch.rand(values.shape, generator=random).to(values.device) >= share
    return values * kept / (1 - share)


def saved(network: Any) -> bytes:
    """Return a network's weights as safetensors."""
    weights: bytes = library("safetensors.torch", EXTRA).save(
        {name: weight.cpu().contiguous() for name, weight in network.state_dict().items()}
    )
    return weights


def with_weights(network: Any, weights: bytes) -> Any:
    """Return a network with weights that were saved, on the device."""
    network.load_state_dict(library("safetensors.torch", EXTRA).load(weights))
    return network.to(device())
