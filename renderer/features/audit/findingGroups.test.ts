import { describe, expect, it } from 'vitest';
import type { Finding } from '#shared/audit/finding.ts';
import { gatherCauses } from '#shared/audit/gatherCauses.ts';
import { catalog, sample } from '../../client/testing/sample.ts';
import { standingOf } from '../words/outcomes.ts';
import { parseObject, parsePlace } from './EvidenceList.tsx';
import { makeSubjectTitles } from './subjectTitles.ts';
import { describeGroup, filterFindings, groupFindings, groupings } from './findingGroups.ts';

const { findings } = sample.audit;
const titles = makeSubjectTitles(catalog, sample.requirements);

describe('findings that are filtered', () => {
  it('are those that changed, where that is asked for', () => {
    const [first, second] = findings;
    if (first === undefined || second === undefined) throw new Error('The sample has too few findings.');
    expect(filterFindings(findings, 'changed', '', new Set([second.id]))).toEqual([second]);
    expect(filterFindings(findings, 'changed', '')).toEqual([]);
  });
});

describe('findings in groups', () => {
  it.each(groupings.map(({ id }) => id))('each stand in exactly one, by %s', (grouping) => {
    const grouped = groupFindings(findings, grouping, titles).flatMap((group) => group.findings.map(({ id }) => id));
    expect(grouped.toSorted()).toEqual(findings.map(({ id }) => id).toSorted());
  });

  it('hold together what waits for one cause, once, behind what has an owner to act', () => {
    const causes = gatherCauses(findings, sample.egress);
    expect(causes.map(({ id }) => id)).toContain('cluster');
    const groups = groupFindings(findings, 'owner', titles, causes);
    expect(groups.slice(-causes.length).map(({ title }) => title)).toEqual(causes.map(({ title }) => title));
    const grouped = groups.flatMap((group) => group.findings.map(({ id }) => id));
    expect(grouped.toSorted()).toEqual(findings.map(({ id }) => id).toSorted());
    expect(
      groups.slice(0, -causes.length).flatMap((group) => group.findings.map(({ waitsFor }) => waitsFor)),
    ).not.toContain('cluster');
  });

  it('begin with what fails, in the group and among the groups', () => {
    const groups = groupFindings(findings, 'owner', titles);
    const order = ['fail', 'unknown', 'waived', 'pass', 'notApplicable'];
    for (const { findings: members } of groups) {
      const places = members.map((finding) => order.indexOf(standingOf(finding)));
      expect(places).toEqual(places.toSorted((one, other) => one - other));
    }
    expect(groups[0]?.findings.some((finding) => standingOf(finding) === 'fail')).toBe(true);
  });

  it('are named by their owner, with party and task', () => {
    const groups = groupFindings(findings, 'owner', { ...titles, task: () => 'Firewall rules' });
    expect(groups.find(({ title: name }) => name === 'net-team@acme.example')?.about).toBe('You do: Firewall rules');
  });

  it('are named as the plan’s edition calls what they are about', () => {
    const groups = groupFindings(findings, 'requirement', titles);
    expect(groups.map(({ title }) => title)).toContain('Flux controller');
    expect(groups.filter(({ title }) => title === 'The plan itself').length).toBeLessThanOrEqual(1);
    expect(groups.filter(({ title }) => title.includes('.'))).toEqual([]);
  });

  it('count what they hold and leave out what they have none of', () => {
    const [any] = findings;
    if (any === undefined) throw new Error('The sample has no findings.');
    const finding = (outcome: Finding['outcome']): Finding => ({ ...any, outcome, waiver: undefined });
    expect(describeGroup([finding('unknown'), finding('fail'), finding('unknown')])).toBe('1 fail, 2 unknown');
  });
});

describe('filtering findings', () => {
  it('counts neither passes nor waived failures as open', () => {
    const open = filterFindings(findings, 'open', '').map(standingOf);
    expect(new Set(open)).toEqual(new Set(['fail', 'unknown']));
  });

  it('hides none behind "all"', () => {
    expect(filterFindings(findings, 'all', '')).toHaveLength(findings.length);
  });

  it('finds by requirement, evidence and file', () => {
    expect(filterFindings(findings, 'all', 'connection.pdp-agent--control-plane')).toHaveLength(1);
    expect(filterFindings(findings, 'all', 'network-policies.yaml').length).toBeGreaterThan(0);
    expect(filterFindings(findings, 'all', 'nothing like it')).toHaveLength(0);
  });
});

describe('the place of evidence', () => {
  it.each([
    ['rules/nsg.json:41', { file: 'rules/nsg.json', line: 41 }],
    ['my rules/net policies.yaml:7', { file: 'my rules/net policies.yaml', line: 7 }],
    ['GET /apis/apps/v1/daemonsets', undefined],
    ['https://wiki.acme.example/security:8443', undefined],
    ['list pods of https://10.0.0.1:6443', undefined],
    ['cluster: networkpolicies.networking.k8s.io/pdp/v1.2:12', undefined],
    ['Private Data Plane Overview, Connectivity', undefined],
  ])('%s', (source, place) => {
    expect(parsePlace(source)).toEqual(place);
  });

  it.each([
    [
      'cluster: networkpolicies.networking.k8s.io/pdp/v1.2:12',
      { resource: 'networkpolicies.networking.k8s.io', name: 'pdp/v1.2' },
    ],
    ['cluster: ciliumcidrgroups.cilium.io/all:1', { resource: 'ciliumcidrgroups.cilium.io', name: 'all' }],
    ['list pods of https://10.0.0.1:6443', undefined],
  ])('%s may be an object of the cluster', (source, object) => {
    expect(parseObject(source)).toEqual(object);
  });
});
