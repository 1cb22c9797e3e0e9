import { ALL_FLOWS, ALL_IPV4_FLOWS, ALL_IPV6_FLOWS } from '../../../flows/flowSet.ts';
import type { FlowSet } from '../../../flows/flowSet.ts';
import { descriptionsAndTags } from '../../../source/freeTexts.ts';
import type {
  FormatInput,
  FormatProblem,
  FormatReading,
  LayerBinding,
  Origin,
  RuleFormat,
} from '../../../reading/ruleFormat.ts';
import type { RulePlace, RuleProgram } from '../../../machine/ruleProgram.ts';
import { chainProgram } from '../chainProgram.ts';
import { either } from '../../../machine/condition.ts';
import { findExcessEntries } from '../../../reading/excess.ts';
import { firstStatement } from '../../../source/firstStatement.ts';
import { keepNoText } from '../../../source/keepNoText.ts';
import { findMissingHost, isNamed, isOfHost } from '../hosts.ts';
import { packetFrom } from '../packet.ts';
import type { Hook, Packet } from '../packet.ts';
import { ANYWHERE, makeTranslate, translateInTurn } from '../translateDestinations.ts';
import { unknownSection } from '../../../machine/undecidedRules.ts';
import { compileBaseChain, findStrange } from './compileRuleset.ts';
import { isNftRuleset, readRuleset } from './nftRuleset.ts';
import type { NftChain, NftRuleset } from './nftRuleset.ts';
import { isNftText } from './nftText.ts';

/** The nftables of a node, of all families at once. */
export const nftFormat: RuleFormat = {
  title: 'nftables ruleset',
  accepts: 'the output of `nft -j list ruleset` on a node',
  layers: ['node-firewall'],
  recognise: (input) => (input.kind === 'document' ? isNftRuleset(input.value) : isNftText(input.text)),
  findExcess: findExcessEntries({
    what: 'ruleset',
    remedy: 'Put addresses that are treated alike into one set, neighbours among them as a prefix.',
  }),
  // Comments, and what is told to write into a log.
  freeTexts: new Set([...descriptionsAndTags, 'comment', 'log']),
  keepText: keepNoText,
  read: readNft,
};

function readNft(inputs: readonly FormatInput[]): FormatReading {
  const rulesets: NftRuleset[] = [];
  const problems: FormatProblem[] = [];
  const unreadable: RulePlace[] = [];
  for (const input of inputs) {
    if (input.kind === 'text') {
      const place: RulePlace = {
        file: input.file,
        document: 0,
        path: [firstStatement(input.text).line],
        rule: 'nftables',
      };
      unreadable.push(place);
      const message = 'This is a ruleset in the words that nft prints for people, which are not judged.';
      problems.push({
        place,
        severity: 'error',
        message,
        remedy: 'Give the output of `nft -j list ruleset` in its place.',
      });
      continue;
    }
    const read = readRuleset(input);
    if (!('refusedAt' in read)) {
      rulesets.push(read);
      problems.push(...read.doubtful.map(tellOfFlags), ...findStrangeRules(read));
      continue;
    }
    const place: RulePlace = {
      file: input.file,
      document: input.document,
      path: ['nftables', read.refusedAt],
      rule: 'nftables',
    };
    unreadable.push(place);
    const message = 'This is no object of a ruleset, or a rule without its chain before it.';
    problems.push({ place, severity: 'error', message, remedy: 'Export it again with `nft -j list ruleset`.' });
  }
  return {
    layers:
      rulesets.length === 0
        ? []
        : [
            {
              layer: 'node-firewall',
              finds: (target) => rulesets.some(({ file }) => isNamed(file, target)),
              goesByWorkload: false,
              bind: (attachedTo, origin) => bindRulesets(rulesets, attachedTo, origin),
            },
          ],
    problems,
    found: rulesets.flatMap(({ chains }) =>
      [...chains.values()].map(({ place }) => ({ what: 'nftables chain', place })),
    ),
    unreadable,
  };
}

function tellOfFlags(place: RulePlace): FormatProblem {
  return {
    place,
    severity: 'warning',
    message: `The flags of the table ${place.rule} are not understood, so it may be dormant.`,
    remedy: `nft before 1.1 misprints them: \`nft list table ${place.rule}\` tells them, to be put in by hand.`,
  };
}

function findStrangeRules(ruleset: NftRuleset): readonly FormatProblem[] {
  return [...ruleset.chains.values()].flatMap((chain) =>
    chain.rules.flatMap((rule) =>
      findStrange(ruleset, chain, rule).map((message) => ({
        place: rule.place,
        severity: 'warning' as const,
        message,
        remedy: 'What it does is not known here; ask whoever wrote it.',
      })),
    ),
  );
}

function bindRulesets(rulesets: readonly NftRuleset[], attachedTo: readonly string[], origin: Origin): LayerBinding {
  const because = findMissingHost(
    rulesets.map(({ file }) => file),
    attachedTo,
  );
  if (because !== undefined) return { kind: 'unbound', because };
  const bound = rulesets.filter(({ file }) => isOfHost(file, attachedTo));
  return { kind: 'bound', programs: bound.flatMap((ruleset) => compileRuleset(ruleset, origin)) };
}

const hooksOf = {
  forwarded: ['prerouting', 'forward', 'postrouting'],
  local: ['output', 'postrouting'],
} as const satisfies Record<Packet['path'], readonly Hook[]>;

/** Where connection tracking looks at packets, and when. Source: nft(8), the priority raw; linux/netfilter_ipv4.h. */
const trackingHooks: ReadonlySet<Hook> = new Set(['prerouting', 'output']);
const trackingPriority = -200;

/**
 * Chains of the type nat are run where the kernel translates destinations; their own priorities order them among each other alone.
 * Of postrouting, where it is another place, no order decides. Source: nf_nat_register_fn in net/netfilter/nf_nat_core.c.
 */
const natPriority = -100;

/** Where packets are met as they are routed; ingress and egress of a device lie below. */
const routedHooks: ReadonlySet<string> = new Set(['prerouting', 'input', 'forward', 'output', 'postrouting']);

const flowsOf: ReadonlyMap<string, FlowSet> = new Map([
  ['ip', ALL_IPV4_FLOWS],
  ['ip6', ALL_IPV6_FLOWS],
  ['inet', ALL_FLOWS],
]);

/** accept ends its base chain alone, drop ends all: every base chain that the packet comes by must let it pass. */
function compileRuleset(ruleset: NftRuleset, origin: Origin): readonly RuleProgram[] {
  const programs: RuleProgram[] = [];
  let packet = packetFrom(origin);
  let translate: RuleProgram['translate'];
  let translatedAt: Hook | undefined;
  const bases = [...ruleset.chains.values()].filter(({ base }) => base !== undefined);
  for (const hook of hooksOf[packet.path]) {
    for (const chain of bases.filter(({ base }) => base?.hook === hook).toSorted(byPriority)) {
      const flows = flowsOf.get(chain.family);
      if (flows === undefined) continue;
      const isBeforeTracking = trackingHooks.has(hook) && (chain.base?.priority ?? 0) < trackingPriority;
      packet = { ...packet, hook, isBeforeTracking };
      const compiled = compileBaseChain(ruleset, chain, packet);
      if (compiled.canDeny && chain.base?.type === 'nat' && translatedAt === hook) {
        // What a chain has translated passes those of its type by.
        programs.push({ sections: [unknownSection(chain.place, severalTranslate, flows)] });
      } else if (compiled.canDeny || hook === 'forward' || hook === 'output') {
        programs.push(chainProgram({ place: chain.place, sections: compiled.sections }, flows, translate, origin));
      }
      packet = { ...packet, untracked: either(packet.untracked, compiled.untracked) };
      if (compiled.translations.size === 0) continue;
      packet = { ...packet, mayBeTranslated: true };
      const own = makeTranslate(compiled.sections, compiled.translations, packet);
      translatedAt = hook;
      // Of what may lead anywhere, nothing depends on what came before.
      const isFollowed = [...compiled.translations.values()].every((target) => target === ANYWHERE);
      if (translate !== undefined && !isFollowed) {
        programs.push({ sections: [unknownSection(chain.place, severalTranslate, flows)] });
      }
      translate = translate === undefined ? own : translateInTurn(translate, own);
    }
  }
  const below = bases.find(
    ({ family, rules, base }) =>
      family !== 'arp' &&
      (!flowsOf.has(family) || !routedHooks.has(base?.hook ?? '')) &&
      (rules.length > 0 || base?.drops === true),
  );
  if (below !== undefined) programs.push({ sections: [unknownSection(below.place, belowUnknown(below))] });
  return programs;
}

function belowUnknown({ family, name }: NftChain): string {
  return `What the chain ${name} of the family ${family} does to packets below the routing is not judged.`;
}

const severalTranslate = 'Several chains translate destinations, and which of them comes first is not followed.';

function byPriority(one: NftChain, other: NftChain): number {
  const own = (one.base?.priority ?? 0) - (other.base?.priority ?? 0);
  return placeAtHook(one) - placeAtHook(other) || own;
}

function placeAtHook({ base }: NftChain): number {
  return base?.type === 'nat' ? natPriority : (base?.priority ?? 0);
}
