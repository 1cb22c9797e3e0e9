import { describe, expect, it } from 'vitest';
import { embeddedCatalog } from '#electron/adapters/files/embeddedCatalog.ts';
import type { ConnectionVerdict, EgressCheck } from '../network/judging/verdict.ts';
import type { LayerKind } from '../plan/plan.ts';
import { assessConnection } from './assessConnection.ts';
import { auditMaterial, layerVerdict } from './testing/auditMaterial.ts';

const ruleSource = { file: 'nsg.json', format: 'NSG', bytes: 1, hash: 'a', layers: [], holds: '' } as const;
const id = 'apim-adaptor--service-bus';
const more = `network:
  path:
    - {layer: azure-nsg, source: none}
connections:
  ${id}: {notNeeded: We run without the local adaptor}
`;

function assess(verdict: Partial<ConnectionVerdict>, egress: Partial<EgressCheck> = {}) {
  const material = auditMaterial(embeddedCatalog, {
    more,
    verdicts: { [id]: verdict },
    egress: { sources: [ruleSource], ...egress },
  });
  const connection = material.egress.connections.find((row) => row.id === id);
  if (connection === undefined) throw new Error('The row is missing.');
  return assessConnection(connection, material);
}

const uncovered = [{ ranges: ['203.0.113.24-203.0.113.31', '203.0.113.40-203.0.113.40'], ports: { TCP: ['5671'] } }];

describe('a connection', () => {
  it('that is allowed passes by what each layer’s rules say', () => {
    expect(
      assess({
        verdict: 'allowed',
        layers: [layerVerdict('allowed'), layerVerdict('not-applicable', { layer: 'proxy' })],
      }),
    ).toEqual({
      outcome: 'pass',
      how: 'observed',
      title: 'The rules let APIM / local adaptor through to Azure Service Bus (control plane)',
      evidence: [{ text: 'Azure NSG: The rules say allowed.', source: 'rules/nsg.json:41' }],
      remedy: '',
    });
  });

  it('that is allowed because the plan says that there is no layer rests on the plan’s word', () => {
    expect(assess({ verdict: 'allowed', layers: [layerVerdict('not-applicable')] })).toMatchObject({
      outcome: 'pass',
      how: 'attested',
      evidence: [{ source: 'plan.yaml:9' }],
    });
  });

  it.each([
    ['denied', 'The rules don’t let APIM / local adaptor through to Azure Service Bus (control plane)'],
    [
      'partly-allowed',
      'The rules let APIM / local adaptor through to a part of Azure Service Bus (control plane) only',
    ],
  ] as const)('that is %s fails, and the remedy names the rule and what to open', (verdict, title) => {
    expect(
      assess({
        verdict,
        layers: [layerVerdict('allowed', { layer: 'pod-policy' }), layerVerdict(verdict, { uncovered })],
      }),
    ).toMatchObject({
      outcome: 'fail',
      title,
      evidence: [{ source: 'rules/nsg.json:41' }],
      remedy:
        'Azure NSG on snet-aks: allow 203.0.113.24–203.0.113.31, 203.0.113.40 on 5671/tcp, where rules/nsg.json:41 decides now.',
    });
  });

  it('that is denied to a host of unknown addresses names the host and not every address there is', () => {
    const ports = { TCP: ['5671'] };
    const everywhere = [{ ranges: ['1.0.0.0-9.255.255.255'], ports, where: 'any public address' }];
    const host = { host: '*.servicebus.windows.net', ranges: [], ports, failover: false, verdict: 'denied' } as const;
    const remedyFor = (destinations: ConnectionVerdict['destinations'], known: typeof uncovered = []): string =>
      assess({
        verdict: 'denied',
        layers: [layerVerdict('denied', { uncovered: [...known, ...everywhere], decidedBy: [] })],
        destinations,
      }).remedy;
    const key = '(by address: enter those in connections.apim-adaptor--service-bus.cidrs)';
    expect(remedyFor([host])).toBe(`Azure NSG on snet-aks: allow *.servicebus.windows.net on 5671/tcp ${key}.`);
    expect(remedyFor([host], uncovered)).toBe(
      `Azure NSG on snet-aks: allow 203.0.113.24–203.0.113.31, 203.0.113.40 on 5671/tcp; *.servicebus.windows.net on 5671/tcp ${key}.`,
    );
    expect(remedyFor([])).toBe(`Azure NSG on snet-aks: allow this connection on 5671/tcp ${key}.`);
  });

  it('that pod policies deny has the remedy of the layer, which knows what NetworkPolicy can say', () => {
    const layers = [layerVerdict('denied', { layer: 'pod-policy', attachedTo: [], remedy: 'Add this.', uncovered })];
    expect(assess({ verdict: 'denied', layers }).remedy).toBe('Pod policy: Add this.');
  });

  it('that is closed names what each rule has to do with it', () => {
    const decidedBy = [
      { file: 'a.yaml', line: 1, rule: 'NetworkPolicy a', note: 'opens 80/tcp there, not 443/tcp' },
      { file: 'a.yaml', line: 9, rule: 'NetworkPolicy b', note: 'also selects the pod' },
    ];
    const { evidence } = assess({ verdict: 'denied', layers: [layerVerdict('denied', { decidedBy })] });
    expect(evidence[1]).toEqual({ text: 'Azure NSG: NetworkPolicy b also selects the pod', source: 'a.yaml:9' });
  });

  it('that comes from outside is worded from its other end', () => {
    const material = auditMaterial(embeddedCatalog);
    const inbound = material.egress.connections.find(({ direction }) => direction === 'inbound');
    expect(inbound && assessConnection(inbound, material).title).toBe(
      'Whether the rules let Container registry (public) through to Container registry is not known',
    );
  });

  it('that is unknown says what is missing, and where the plan has its place', () => {
    const missing = ['No host or address is known: enter them under connections.'];
    expect(assess({ verdict: 'unknown', missing })).toMatchObject({
      outcome: 'unknown',
      unknownBecause: 'incomplete',
      evidence: [{ text: missing[0], source: 'plan.yaml:12' }],
      remedy: missing[0],
    });
  });

  it('that is unknown says nothing twice', () => {
    const reason = 'rules/nsg.json could not be read.';
    const { evidence } = assess({
      verdict: 'unknown',
      missing: [reason],
      layers: [layerVerdict('unknown', { reason })],
    });
    expect(evidence).toEqual([{ text: `Azure NSG: ${reason}`, source: 'rules/nsg.json:41' }]);
  });

  it('that is not needed says why, in the plan’s words', () => {
    expect(assess({ verdict: 'not-applicable' })).toMatchObject({
      outcome: 'not-applicable',
      evidence: [{ text: 'We run without the local adaptor', source: 'plan.yaml:12' }],
      remedy: '',
    });
  });

  it('never has an outcome without evidence', () => {
    for (const verdict of ['allowed', 'denied', 'partly-allowed', 'unknown', 'not-applicable'] as const) {
      expect(assess({ verdict, layers: [] }).evidence).not.toEqual([]);
    }
  });
});

describe('an unknown connection is unknown because', () => {
  const named = 'flux-source-controller--github';
  const broken = { file: 'nsg.json', line: 1, message: 'Not JSON.', severity: 'error' } as const;

  it.each<[string, string, Partial<EgressCheck>, LayerKind, string]>([
    ['no rules were given', 'pdp-agent--control-plane', { sources: [] }, 'azure-nsg', 'not-collected'],
    ['a layer was not supplied', named, { layersNotSupplied: ['azure-firewall'] }, 'azure-firewall', 'not-collected'],
    ['its rules are the registry’s', 'container-registry--public-registry', {}, 'azure-nsg', 'not-collected'],
    ['the plan does not say where it goes', 'pdp-agent--control-plane', {}, 'azure-nsg', 'absent'],
    ['a rule file could not be read', named, { problems: [broken] }, 'azure-nsg', 'not-understood'],
    ['what was read does not suffice', named, { layersNotSupplied: ['proxy'] }, 'azure-nsg', 'incomplete'],
  ])('%s', (_, row, egress, layer, because) => {
    const layers = [layerVerdict('unknown', { layer })];
    const material = auditMaterial(embeddedCatalog, {
      verdicts: { [row]: { layers } },
      egress: { sources: [ruleSource], ...egress },
    });
    const connection = material.egress.connections.find(({ id: candidate }) => candidate === row);
    expect(connection && assessConnection(connection, material).unknownBecause).toBe(because);
  });
});
