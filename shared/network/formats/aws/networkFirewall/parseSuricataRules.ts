/**
 * Rules in the language of Suricata, one a line. Every character is looked at once, so that no line can make it slow.
 * Source: Suricata user guide, "Rules format".
 */
import type { RulePlace } from '../../../machine/ruleProgram.ts';
import type { Report } from '../../../reading/ruleReading.ts';
import { refuse } from '../reading.ts';
import { NO_CONDITIONS, readConditions, readPriority, usualPriority } from './conditions.ts';
import { findContradiction } from './findContradiction.ts';
import type { SuricataRule } from './suricataRule.ts';
import type { SuricataOption } from './suricataOption.ts';

const actions: ReadonlySet<string> = new Set(['pass', 'drop', 'reject', 'alert']);

/** Characters of a rule that AWS takes. Source: AWS Network Firewall quotas; variables count with their values there, not here. */
const longestRule = 8192;

/** What is shown of a rule beside its line. */
const longestShown = 100;

export function parseSuricataRules(text: string, place: RulePlace, report: Report): readonly SuricataRule[] {
  const rules: SuricataRule[] = [];
  let line = 0;
  let begun: { text: string; line: number } | undefined;
  for (const physical of text.split('\n')) {
    line += 1;
    const content = physical.trim();
    const at = begun?.line ?? line;
    const whole: string = begun === undefined ? content : `${begun.text} ${content}`;
    // A line that ends in a backslash goes on in the next.
    if (content.endsWith('\\')) {
      begun = { text: whole.slice(0, -1), line: at };
      continue;
    }
    begun = undefined;
    if (whole !== '' && !whole.startsWith('#')) rules.push(...parseRule(whole, at, place, report));
  }
  if (begun !== undefined) rules.push(...parseRule(begun.text, begun.line, place, report));
  return rules;
}

function parseRule(text: string, line: number, groupPlace: RulePlace, report: Report): readonly SuricataRule[] {
  const shown = text.length > longestShown ? `${text.slice(0, longestShown)}…` : text;
  const place: RulePlace = { ...groupPlace, rule: `${groupPlace.rule}, line ${line}: ${shown}` };
  const open = text.indexOf('(');
  const words = splitHeader(open < 0 ? text : text.slice(0, open));
  const [action = '', protocol = '', source, sourcePorts, direction, destination, destinationPorts] = words;
  const wrong = (what: string): readonly SuricataRule[] =>
    notParsed(action, place, refuse(report, place, what, remedy));
  if (!actions.has(action)) return wrong(`“${action.slice(0, 20)}” is not an action of Network Firewall.`);
  if (words.length !== 7 || destinationPorts === undefined) {
    return wrong('it does not begin with action, protocol, source, port, direction, destination and port.');
  }
  if (text.length > longestRule) {
    return wrong(`it has ${text.length} characters, and Network Firewall takes rules of ${longestRule} at most.`);
  }
  if (direction !== '->' && direction !== '<>') return wrong(`the direction “${direction}” is neither -> nor <>.`);
  const options = open < 0 ? undefined : splitOptions(text, open + 1);
  if (options === undefined) return wrong('its options do not end with a parenthesis.');
  const contradiction = findContradiction(protocol, options);
  if (contradiction !== undefined) return wrong(contradiction);
  return [
    {
      action: action as SuricataRule['action'],
      protocol: protocol.toLowerCase(),
      source: source ?? '',
      sourcePorts: sourcePorts ?? '',
      destination: destination ?? '',
      destinationPorts,
      isBidirectional: direction === '<>',
      conditions: readConditions(options),
      priority: readPriority(options),
      place,
      notUnderstood: undefined,
    },
  ];
}

const remedy = 'Correct the rule, or export the rule group again.';

/** A line that can't be taken apart may be any rule; with an action that is known, it is at least of that action. */
function notParsed(action: string, place: RulePlace, notUnderstood: string): readonly SuricataRule[] {
  const may: readonly SuricataRule['action'][] = actions.has(action)
    ? [action as SuricataRule['action']]
    : ['pass', 'drop'];
  return may.map((one) => opaqueRule(one, place, notUnderstood));
}

/** A rule of which only the action is known. */
export function opaqueRule(action: SuricataRule['action'], place: RulePlace, notUnderstood: string): SuricataRule {
  return {
    action,
    protocol: 'ip',
    source: 'any',
    sourcePorts: 'any',
    destination: 'any',
    destinationPorts: 'any',
    isBidirectional: true,
    conditions: NO_CONDITIONS,
    priority: usualPriority,
    place,
    notUnderstood,
  };
}

/** Words between blanks; blanks within brackets belong to a list. */
function splitHeader(header: string): readonly string[] {
  const words: string[] = [];
  let depth = 0;
  let start = -1;
  for (let index = 0; index <= header.length; index++) {
    const character = header[index] ?? ' ';
    if (character === '[') depth += 1;
    if (character === ']') depth -= 1;
    const isBlank = (character === ' ' || character === '\t' || character === '\r') && depth <= 0;
    if (isBlank || index === header.length) {
      if (start >= 0) words.push(header.slice(start, index));
      start = -1;
    } else if (start < 0) {
      start = index;
    }
  }
  return words;
}

/** `keyword: value;` up to the closing parenthesis. A backslash takes the meaning from the next character, quotes from semicolons. */
function splitOptions(text: string, from: number): readonly SuricataOption[] | undefined {
  const options: SuricataOption[] = [];
  let start = from;
  let isQuoted = false;
  for (let index = from; index < text.length; index++) {
    const character = text[index];
    if (character === '\\') index += 1;
    else if (character === '"') isQuoted = !isQuoted;
    else if (isQuoted) continue;
    else if (character === ';') {
      options.push(parseOption(text.slice(start, index)));
      start = index + 1;
    } else if (character === ')' && text.slice(start, index).trim() === '' && text.slice(index + 1).trim() === '') {
      return options;
    }
  }
  return undefined;
}

/** `keyword: value` or a keyword alone. */
export function parseOption(text: string): SuricataOption {
  const colon = text.indexOf(':');
  return colon < 0
    ? { keyword: text.trim().toLowerCase(), value: undefined }
    : { keyword: text.slice(0, colon).trim().toLowerCase(), value: text.slice(colon + 1).trim() };
}
