/**
 * The nftables of a node, made up for measuring, as `nft -j list ruleset` prints them: a wall of rules to single addresses and
 * ports. The same text for the same size.
 */
export function generateNftables({ rules }: { readonly rules: number }): string {
  const own = { family: 'inet', table: 'filter' };
  const daddr = { payload: { protocol: 'ip', field: 'daddr' } };
  const dport = { payload: { protocol: 'tcp', field: 'dport' } };
  const match = (left: object, right: unknown) => ({ match: { op: '==', left, right } });
  const wall = Array.from({ length: rules }, (_, index) => {
    const address = `${100 + (index % 80)}.${(index * 7) % 256}.${(index >> 8) % 256}.${(index * 13) % 256}`;
    const expr =
      index % 3 === 0
        ? [match(daddr, address), match(dport, 1000 + (index % 9000)), { accept: null }]
        : [match(daddr, address), { drop: null }];
    return { rule: { ...own, chain: 'wall', handle: index + 10, expr } };
  });
  const objects = [
    { metainfo: { version: '1.0.6', json_schema_version: 1 } },
    { table: { family: 'inet', name: 'filter', handle: 1 } },
    { chain: { ...own, name: 'forward', type: 'filter', hook: 'forward', prio: 0, policy: 'accept' } },
    { chain: { ...own, name: 'wall' } },
    { rule: { ...own, chain: 'forward', handle: 9, expr: [{ jump: { target: 'wall' } }] } },
    ...wall,
  ];
  return `{"nftables": [${objects.map((object) => JSON.stringify(object)).join(', ')}]}`;
}
