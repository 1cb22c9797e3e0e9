import { spend, stepsToAsk, stepsToWrite } from '../../../flows/effort.ts';
import type { Likelihood } from '../peerMatch.ts';
import type { NamePattern } from './ciliumPolicy.ts';

/**
 * A star stands for any characters of one label, none included; a star alone for every name. `**.` at the beginning, of two
 * stars or more, stands for one label or several from release 1.19 on, and for one before. Source: cilium pkg/fqdn/matchpattern.
 */
export function mayMatchName({ kind, text }: NamePattern, host: string): Likelihood {
  spend(stepsToAsk);
  if (kind === 'name') return text === host ? 'yes' : 'no';
  spend(stepsToWrite + host.length);
  if (/^\*+$/.test(text)) return 'yes';
  const labels = host.split('.');
  const wanted = text.split('.');
  if (!/^\*{2,}$/.test(wanted[0] ?? '')) return matchLabels(wanted, labels) ? 'yes' : 'no';
  const below = wanted.slice(1);
  const depth = labels.length - below.length;
  if (depth < 1 || !matchLabels(below, labels.slice(depth))) return 'no';
  return depth === 1 ? 'yes' : 'perhaps';
}

function matchLabels(wanted: readonly string[], labels: readonly string[]): boolean {
  return wanted.length === labels.length && wanted.every((pattern, index) => matchLabel(pattern, labels[index] ?? ''));
}

/** Goes back to the last star only, so that its time grows with the product of the lengths at most. */
function matchLabel(pattern: string, label: string): boolean {
  let [at, star, resume] = [0, -1, 0];
  for (let index = 0; index < label.length;) {
    if (pattern[at] === '*') {
      star = at++;
      resume = index;
    } else if (pattern[at] === label[index]) {
      at++;
      index++;
    } else if (star >= 0) {
      at = star + 1;
      index = ++resume;
    } else {
      return false;
    }
  }
  return /^\**$/.test(pattern.slice(at));
}
