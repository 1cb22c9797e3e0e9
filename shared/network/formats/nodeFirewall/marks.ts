/**
 * Marks that rules give to a packet and that later rules go by. A packet begins without any: the kernel clears them where a
 * pod's packet leaves its network namespace, and what a node opens for a plan has none. Source: iptables-extensions(8), mark
 * and MARK; skb_scrub_packet in net/core/skbuff.c.
 */
import { ALL_FLOWS, intersect, isEmpty, subtract, uniteAll } from '../../flows/flowSet.ts';
import type { FlowSet } from '../../flows/flowSet.ts';
import { always, never, perhaps } from '../../machine/condition.ts';
import type { Condition } from '../../machine/condition.ts';
import { marks } from './notInDumps.ts';

export const EVERY_BIT = 0xffff_ffff;

/** Flows whose packets may carry some of these bits. */
export interface Marking {
  readonly bits: number;
  readonly flows: FlowSet;
}

/** A value and the bits of it that count, as `0x4000/0x4000` or `1` say it. */
export interface MarkValue {
  readonly value: number;
  readonly mask: number;
}

/** Whether the packet carries the mark: bits that nothing has set are 0. */
export function carriesMark(markings: readonly Marking[], { value, mask }: MarkValue): Condition {
  // The kernel compares the whole value: bits outside of the mask are never met.
  if (overlap(value, ~mask)) return never;
  const markedBy = (bits: number): FlowSet =>
    uniteAll(markings.filter((marking) => overlap(marking.bits, bits)).map(({ flows }) => flows));
  if (value === 0) {
    const marked = markedBy(mask);
    return isEmpty(marked)
      ? always
      : { certain: subtract(ALL_FLOWS, marked), possible: ALL_FLOWS, unknownBecause: marks };
  }
  const marked = bitsOf(value).map(markedBy).reduce(intersect);
  return isEmpty(marked) ? never : perhaps(marks, marked);
}

function bitsOf(value: number): readonly number[] {
  return Array.from({ length: 32 }, (_item, place) => 1 << place).filter((bit) => overlap(bit, value));
}

function overlap(one: number, other: number): boolean {
  return (one & other) !== 0;
}
