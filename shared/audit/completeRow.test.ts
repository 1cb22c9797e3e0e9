import { describe, expect, it } from 'vitest';
import { embeddedCatalog } from '#electron/adapters/files/embeddedCatalog.ts';
import type { Verdict } from '../network/judging/verdict.ts';
import type { PlanFinding } from '../plan/planFinding.ts';
import { completeAudit } from './runAudit.ts';
import { auditMaterial, layerVerdict } from './testing/auditMaterial.ts';
import type { MaterialOptions } from './testing/auditMaterial.ts';

const id = 'apim-adaptor--service-bus';
const path = `network:
  path:
    - {layer: azure-nsg, source: rules/nsg.json, attachedTo: [snet-aks]}
    - {layer: node-firewall, source: none}
    - {layer: proxy, source: none}
`;
const open: PlanFinding = {
  id: `destination-missing.${id}`,
  kind: 'open',
  path: ['connections', id, 'hosts'],
  message: 'The plan has no host and no address.',
  remedy: 'Ask WSO2 for the hosts.',
};

function audit(options: MaterialOptions) {
  const { findings, coverage } = completeAudit(auditMaterial(embeddedCatalog, options));
  const finding = findings.find(({ requirement }) => requirement === `connection.${id}`);
  if (finding === undefined) throw new Error('The row has no finding.');
  return { finding, findings, coverage };
}

describe('how a connection is known', () => {
  it.each([
    ['allowed by rules', 'allowed', ['allowed'], '', 'observed'],
    ['allowed since there is no layer', 'allowed', ['not-applicable'], '', 'attested'],
    ['denied', 'denied', ['denied'], '', 'observed'],
    ['unknown, and nothing was read', 'unknown', ['unknown'], '', undefined],
    ['unknown in one layer, decided in another', 'unknown', ['allowed', 'unknown'], '', 'observed'],
    [
      'not needed, by the plan’s word',
      'not-applicable',
      [],
      `connections: {${id}: {notNeeded: We poll.}}\n`,
      'attested',
    ],
  ] as const)('that is %s', (_, verdict, layers: readonly Verdict[], more, how) => {
    const { finding } = audit({
      more,
      verdicts: { [id]: { verdict, layers: layers.map((one) => layerVerdict(one)) } },
    });
    expect(finding.how).toBe(how);
  });

  it('names the layers that only the plan says are absent', () => {
    const layers = [
      layerVerdict('allowed'),
      layerVerdict('not-applicable', { layer: 'node-firewall' }),
      layerVerdict('not-applicable', { layer: 'proxy' }),
    ];
    const { finding } = audit({ more: path, verdicts: { [id]: { verdict: 'allowed', layers } } });
    expect(finding.evidence.at(-1)).toEqual({
      text: 'By the plan’s word alone there is none of this on the way: Node firewall and Proxy.',
      source: 'plan.yaml:11',
    });
  });

  it('says nothing of layers that do not bear on it and are there', () => {
    const layers = [layerVerdict('allowed', { layer: 'proxy' }), layerVerdict('not-applicable')];
    const { finding } = audit({ more: path, verdicts: { [id]: { verdict: 'allowed', layers } } });
    expect(finding.evidence).toHaveLength(1);
  });
});

describe('what the plan leaves open about a connection', () => {
  it('counts once, with the connection that is unknown for it', () => {
    const without = audit({ verdicts: { [id]: { verdict: 'unknown' } } });
    const { finding, findings, coverage } = audit({
      verdicts: { [id]: { verdict: 'unknown' } },
      planFindings: [open],
    });
    expect(coverage).toEqual(without.coverage);
    expect(findings.map(({ requirement }) => requirement)).not.toContain(`plan.${open.id}`);
    expect(finding).toMatchObject({
      standsFor: [`plan.${open.id}`],
      remedy: expect.stringContaining(open.remedy),
      evidence: expect.arrayContaining([{ text: open.message, source: expect.stringMatching(/^plan[.]yaml:\d+$/) }]),
    });
  });

  it('stays a finding of its own where the connection has a result all the same', () => {
    const { finding, findings } = audit({
      verdicts: { [id]: { verdict: 'denied', layers: [layerVerdict('denied')] } },
      planFindings: [open],
    });
    expect(finding.standsFor).toBeUndefined();
    expect(findings.find(({ requirement }) => requirement === `plan.${open.id}`)).toMatchObject({ outcome: 'unknown' });
  });

  it('does not take an open point about the network for one about a connection', () => {
    const layer = { ...open, id: 'layer-undeclared.proxy', path: ['network', 'path'] };
    const { findings } = audit({ verdicts: { [id]: { verdict: 'unknown' } }, planFindings: [layer] });
    expect(findings.map(({ requirement }) => requirement)).toContain('plan.layer-undeclared.proxy');
  });
});
