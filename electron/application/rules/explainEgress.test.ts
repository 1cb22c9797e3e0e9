import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openSamplePlan, valueOf } from '../testing/openSamplePlan.ts';

describe('a flow explained along the path of the sample plan', () => {
  it('has the verdict that the check has for each destination of each connection', async () => {
    const { operations, plan } = await openSamplePlan();
    const { connections } = valueOf(await operations.egress.check({ plan }));
    const asked = connections.flatMap(({ originator, workloads, destinations }) =>
      // The verdict on a destination speaks for all workloads of a row.
      workloads.length > 1
        ? []
        : destinations.flatMap(({ host, ports, verdict }) =>
            (host === undefined ? [] : (ports.TCP ?? [])).map((port) => ({
              from: originator === 'node' ? 'node' : `${workloads[0]?.namespace ?? ''}/${workloads[0]?.name ?? ''}`,
              to: `${host?.replace('*', 'anything') ?? ''}:${port}`,
              verdict,
            })),
          ),
    );
    expect(new Set(asked.map(({ verdict }) => verdict)).size).toBeGreaterThan(3);
    for (const { from, to, verdict } of asked) {
      const explained = valueOf(await operations.egress.explain({ plan, from, to }));
      expect([from, to, explained.verdict]).toEqual([from, to, verdict]);
    }
  });

  it('goes by the proxy of the plan, and each layer says that it was asked about the way there', async () => {
    const { operations, plan, folder } = await openSamplePlan();
    const text = readFileSync(plan, 'utf8');
    const proxied = path.join(folder, 'proxied.yaml');
    writeFileSync(proxied, text.replace('  path: ', '  proxy: {url: http://10.50.0.9:3128}\n  path: '));
    const question = { from: 'pdp-system/mizzen-agent', to: 'cp.example.com:443' };
    const explained = valueOf(await operations.egress.explain({ plan: proxied, ...question }));
    const { connections } = valueOf(await operations.egress.check({ plan: proxied }));
    const row = connections.find(({ id }) => id === 'pdp-agent--control-plane');
    expect(explained.verdict).toBe(row?.verdict);
    expect(explained.flows[0]?.layers[0]).toMatchObject({ layer: 'pod-policy', verdict: 'denied', isToProxy: true });
    const direct = valueOf(await operations.egress.explain({ plan, ...question }));
    expect(direct.flows[0]?.layers.some(({ isToProxy }) => isToProxy)).toBe(false);
  });

  it('knows addresses from the plan alone, and says from where', async () => {
    const { operations, plan } = await openSamplePlan();
    const from = 'pdp-system/mizzen-agent';
    const byName = valueOf(await operations.egress.explain({ plan, from, to: 'cp.example.com:443' }));
    expect(byName.to).toMatchObject({ ranges: ['198.51.100.7-198.51.100.7'], addressesKnown: true });
    expect(byName.assumptions).toEqual([expect.stringContaining('connections.pdp-agent--control-plane')]);
    const byAddress = valueOf(await operations.egress.explain({ plan, from, to: '198.51.100.7:443' }));
    expect(byAddress.to.host).toBe('cp.example.com');
    const strange = valueOf(await operations.egress.explain({ plan, from, to: 'cp.exmaple.com:443' }));
    expect(strange.assumptions).toEqual(['The plan does not name cp.exmaple.com; it names cp.example.com.']);
  });

  it.each([
    [{ from: 'pdp-system/mizen-agent', to: 'x.example.com:443' }, 'not-found', 'Did you mean pdp-system/mizzen-agent?'],
    [{ from: 'node', to: 'x.example.com' }, 'bad-input', undefined],
    [{ from: 'node', to: 'x.example.com:443', addresses: ['198.51.100.0/33'] }, 'bad-input', undefined],
    [
      { from: 'node', to: 'x.example.com:443', cni: 'calico' as const },
      'bad-input',
      expect.stringContaining('network.cni'),
    ],
  ])('refuses %j', async (question, kind, remedy) => {
    const { operations, plan } = await openSamplePlan();
    const refused = await operations.egress.explain({ plan, ...question });
    expect(refused).toMatchObject({ ok: false, failure: { kind, remedy } });
  });

  it('needs a plan or rules, and names that the rules know', async () => {
    const { operations, folder } = await openSamplePlan();
    const question = { from: 'node', to: 'x.example.com:443' };
    expect(await operations.egress.explain(question)).toMatchObject({ ok: false, failure: { kind: 'bad-input' } });
    const rules = [path.join(folder, 'rules')];
    const unknown = await operations.egress.explain({ ...question, rules, attachedTo: ['snet-aks', 'nowhere'] });
    expect(unknown).toMatchObject({
      ok: false,
      failure: { kind: 'not-found', message: expect.stringContaining('nowhere') },
    });
  });

  it.each([[{ from: 'node', attachedTo: ['sg-1'] }], [{ from: 'shop/web' }]])(
    'tells which file could not be read, where what is asked for is not found: %j',
    async (question) => {
      const { operations, folder } = await openSamplePlan();
      const cut = path.join(folder, 'cut.json');
      writeFileSync(cut, '{"SecurityGroups": [\n{"GroupId": "sg-1", "IpPerm');
      const refused = await operations.egress.explain({ ...question, rules: [cut], to: '198.51.100.7:443' });
      expect(refused).toMatchObject({
        ok: false,
        failure: {
          kind: 'not-found',
          problems: [{ file: expect.stringMatching(/cut\.json$/), line: 2, severity: 'error' }],
        },
      });
    },
  );
});
