import { describe, expect, it } from 'vitest';
import { reachEgress } from '#shared/network/judging/reachEgress.ts';
import { readRules } from '#shared/network/reading/readRules.ts';
import type { RuleSet } from '#shared/network/reading/readRules.ts';
import { askReach, deployment, fileOf } from '#shared/network/testing/rules.ts';
import { isForeignDataPresent, readForeignFiles } from './foreignData.ts';

const controllers = ['source-controller', 'helm-controller', 'notification-controller'];
const workloads = fileOf(
  'flux.yaml',
  controllers.map((name) => `--- ${deployment(`{app: ${name}}`, { metadata: `name: ${name}` })}\n`).join(''),
);

/** The policies are written without a namespace: `kustomize` gives it to them, as it does to the controllers. */
function readFlux(...files: readonly string[]): RuleSet {
  return readRules([...files.flatMap((file) => readForeignFiles(`k8s-real/flux2/${file}`)), workloads]);
}

describe.skipIf(!isForeignDataPresent)('the policies that Flux installs', () => {
  it('are read without a problem', () => {
    const rules = readFlux('allow-egress.yaml', 'allow-webhooks.yaml', 'kustomization.yaml');
    expect(rules.problems).toEqual([]);
    expect(rules.manifests.networkPolicies.map(({ name }) => name)).toEqual(['allow-egress', 'allow-webhooks']);
    expect(rules.sources.map(({ holds }) => holds)).toEqual([
      '1 NetworkPolicy',
      '1 NetworkPolicy',
      'nothing that decides about egress',
      '3 workloads; no rules',
    ]);
  });

  it.each(controllers)('open everything to the %s by a rule that is empty, while they isolate it', (name) => {
    const rules = readFlux('allow-egress.yaml', 'allow-webhooks.yaml');
    const [row] = reachEgress(rules, { workload: `default/${name}` }).workloads;
    expect(row).toMatchObject({
      isolated: true,
      unknown: [],
      allowed: [
        {
          ranges: ['0.0.0.0-255.255.255.255', '::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
          ports: { TCP: ['1-65535'], UDP: ['1-65535'], SCTP: ['1-65535'] },
        },
      ],
    });
  });

  it('do not isolate the notification controller for egress by the policy of its webhooks', () => {
    const rules = readFlux('allow-webhooks.yaml');
    const rows = reachEgress(rules).workloads;
    expect(rows.map(({ isolated }) => isolated)).toEqual([false, false, false]);
    expect(askReach(rules, { workload: 'default/notification-controller' })).toBe('allowed');
  });

  it('keep all of it open beside a policy that denies the namespace everything', () => {
    const deny = fileOf(
      'deny.yaml',
      '{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: deny}, spec: {policyTypes: [Egress]}}',
    );
    const flux = readForeignFiles('k8s-real/flux2/allow-egress.yaml');
    const ask = (rules: RuleSet) => askReach(rules, { workload: 'default/source-controller' });
    expect(ask(readRules([workloads, deny, ...flux]))).toBe('allowed');
    expect(ask(readRules([workloads, deny]))).toBe('denied');
  });
});
