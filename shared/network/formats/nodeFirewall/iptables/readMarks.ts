import { EVERY_BIT } from '../marks.ts';
import type { RuleMarks } from './iptablesDump.ts';
import type { GivenOptions } from './matches.ts';
import { parseMark } from './parseMark.ts';

/** It may set any bit, to what is kept elsewhere. */
export const anyMark: RuleMarks = { set: EVERY_BIT, own: 0 };

/** What a target does to the marks of a packet. Source: iptables-extensions(8), MARK, CONNMARK, HMARK, SET. */
export function readMarks(target: string | undefined, options: GivenOptions): RuleMarks | undefined {
  switch (target) {
    case 'MARK':
      return readMark(options);
    case 'CONNMARK':
      return options.has('--restore-mark') ? anyMark : undefined;
    case 'SET':
      return options.has('--map-mark') ? anyMark : undefined;
    case 'HMARK':
    case 'TPROXY':
    // A process of the node hands the packet back with the mark that it likes.
    case 'QUEUE':
    case 'NFQUEUE':
      return anyMark;
    default:
      return undefined;
  }
}

/** A value without a mask, or with that of all bits, replaces the whole mark: the bits that it does not set stay clear. */
function readMark(options: GivenOptions): RuleMarks {
  const [option, [text = ''] = []] = [...options].find(([name]) => name !== '--and-mark') ?? [];
  if (option === undefined) return { set: 0, own: 0 };
  const mark = parseMark(text);
  if (mark === undefined) return anyMark;
  const { value, mask } = mark;
  return { set: value, own: mask === EVERY_BIT ? value : (value | mask) >>> 0 };
}
