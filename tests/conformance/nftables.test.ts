/** A ruleset as the real nft prints it after taking it, in a network namespace of its own. */
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { judgeFlow, readFirewall } from '#shared/network/formats/nodeFirewall/testing/askNodeFirewall.ts';

const ruleset = `table inet filter {
  set partners { type ipv4_addr; flags interval; elements = { 203.0.113.0/24, 198.51.100.5-198.51.100.9 } }
  map ports { type inet_service : verdict; elements = { 443 : accept, 25 : drop } }
  chain own { tcp dport { 80, 8443 } accept; }
  chain forward {
    type filter hook forward priority filter; policy drop;
    ct state established,related accept
    ct state vmap { invalid : drop, new : jump own }
    ip daddr @partners tcp dport vmap @ports
    ip daddr . tcp dport { 192.0.2.1 . 5671, 192.0.2.0/28 . 90-99 } counter accept
  }
}
`;

const list = ['-rn', 'sh', '-c', 'nft -f - && nft -j list ruleset'];
const printed = spawnSync('unshare', list, { input: ruleset, encoding: 'utf8' });
const canList = printed.status === 0;

describe.skipIf(!canList)(`a ruleset that nft printed${canList ? '' : ' (skipped: needs nft and unshare)'}`, () => {
  it.each([
    ['203.0.113.7', 443, 'allowed'],
    ['203.0.113.7', 25, 'denied'],
    ['203.0.113.7', 80, 'allowed'],
    ['198.51.100.10', 443, 'denied'],
    ['192.0.2.1', 5671, 'allowed'],
    ['192.0.2.2', 5671, 'denied'],
    ['192.0.2.2', 95, 'allowed'],
  ])('is read without a problem: %s port %s is %s', (to, port, verdict) => {
    const rules = readFirewall({ 'node.json': printed.stdout });
    expect(rules.problems).toEqual([]);
    expect(judgeFlow(rules, { to, port }).verdict).toBe(verdict);
  });
});
