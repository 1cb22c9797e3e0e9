import { writeFileSync } from 'node:fs';
import path from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { askSquid, readSquidFiles } from '#shared/network/formats/squid/testing/askSquid.ts';
import { readRules } from '#shared/network/reading/readRules.ts';
import { fileOf } from '#shared/network/testing/rules.ts';
import { isOnPath } from '../isOnPath.ts';
import { suiteFolder } from '../hosts/suiteFolder.ts';
import { isForeignDataPresent, readForeignFiles } from './foreignData.ts';
import { hosts, startSquid } from './realSquid.ts';

const names = Object.keys(hosts);
const domain = fc.constantFrom(
  ...names,
  '.example.com',
  '.a.example.com',
  '.example.org',
  '.net',
  'EXAMPLE.com',
  '127.0.0.12',
);
const pattern = fc.constantFrom(
  '^a[.]',
  'example',
  '(org|net)$',
  '^b\\.a\\.',
  '^example[.]com$',
  'EXAMPLE',
  ':443$',
  '^a.example.com:5671$',
);
const address = fc.constantFrom(
  '127.0.0.10',
  '127.0.0.8/30',
  '127.0.0.10-127.0.0.12',
  '127.0.0.0/255.255.255.240',
  '10.0.0.0/8',
  'all',
);
const many = <Value>(values: fc.Arbitrary<Value>) => fc.array(values, { minLength: 1, maxLength: 2 });

/** Types whose answer depends on nothing but the request. */
const acl = fc.oneof(
  many(domain).map((values) => `dstdomain ${values.join(' ')}`),
  domain.map((value) => `dstdomain -n ${value}`),
  many(pattern).map((values) => `dstdom_regex -n ${values.join(' ')}`),
  many(pattern).map((values) => `dstdom_regex -n -i ${values.join(' ')}`),
  many(pattern).map((values) => `url_regex ${values.join(' ')}`),
  fc.constantFrom('443', '400-500', '5671', '1-1024', '80').map((value) => `port ${value}`),
  many(address).map((values) => `dst ${values.join(' ')}`),
  many(address).map((values) => `dst -n ${values.join(' ')}`),
  fc
    .constantFrom('127.0.0.1', '127.0.0.0/8', '10.0.0.0/8', '127.0.0.1-127.0.0.3', '::1')
    .map((value) => `src ${value}`),
  fc.constantFrom('CONNECT', 'GET', 'GET CONNECT').map((value) => `method ${value}`),
  fc.constantFrom('HTTP', 'HTTPS', 'NONE').map((value) => `proto ${value}`),
  fc.constantFrom('{port}', '1', '1-65535').map((value) => `localport ${value}`),
  fc.constantFrom('inside', 'outside').map((value) => `myportname ${value}`),
  fc.constantFrom('.', '^$').map((value) => `urlpath_regex ${value}`),
);
const defined = ['a0', 'a1', 'a2', 'a3', 'CONNECT', 'all', 'localhost', 'to_localhost', 'manager'];
const term = fc
  .tuple(fc.boolean(), fc.constantFrom(...defined))
  .map(([isNegated, name]) => `${isNegated ? '!' : ''}${name}`);
const ruleOf = (list: string) =>
  fc
    .tuple(fc.constantFrom('allow', 'deny'), fc.array(term, { minLength: 1, maxLength: 3 }))
    .map(([action, terms]) => `${list} ${action} ${terms.join(' ')}`);
const config = fc
  .record({
    acls: fc.tuple(acl, acl, acl),
    combined: fc.tuple(
      fc.constantFrom('any-of', 'all-of'),
      fc.array(fc.constantFrom('a0', '!a1', 'a2', 'CONNECT'), { minLength: 1, maxLength: 3 }),
    ),
    access: fc.array(ruleOf('http_access'), { maxLength: 4 }),
    misses: fc.oneof({ weight: 4, arbitrary: fc.constant([]) }, fc.array(ruleOf('miss_access'), { maxLength: 2 })),
  })
  .map(({ acls, combined: [type, parts], access, misses }) =>
    [
      ...acls.map((text, index) => `acl a${index} ${text}`),
      `acl a3 ${type} ${parts.join(' ')}`,
      ...access,
      ...misses,
    ].join('\n'),
  );

const targets = [
  ...names.map((host) => ({ host, to: hosts[host] ?? '' })),
  { host: undefined, to: '127.0.0.12' },
].flatMap((target) => [443, 5671].map((port) => ({ ...target, port })));

const missing = isOnPath('squid') ? '' : ' (skipped: needs squid)';
const folder = suiteFolder();
let started = 0;

describe.skipIf(missing !== '')(`the real squid${missing}`, () => {
  it(
    'lets through what is judged to be allowed, and nothing that is judged to be denied',
    { timeout: 300_000 },
    async () => {
      let [answers, unknown, refused] = [0, 0, 0];
      await fc.assert(
        fc.asyncProperty(config, async (text) => {
          const squid = await startSquid(path.join(folder, `${started++}`), text);
          if (squid === undefined) {
            refused += 1;
            const { verdict } = askSquid(text.replaceAll('{port}', '3128'), { host: 'example.com' });
            if (verdict !== 'unknown') throw new Error(`squid refuses what was judged: ${text}`);
            return;
          }
          try {
            const rules = readSquidFiles(
              `${text.replaceAll('{port}', `${squid.port}`)}\nhttp_port 127.0.0.1:${squid.port} name=inside\n`,
            );
            for (const { host, to, port } of targets) {
              const { verdict } = askSquid(rules, { host, to: [to], port, from: ['127.0.0.1'], proxyPort: squid.port });
              const answer = await squid.ask(`${host ?? to}:${port}`);
              answers += 1;
              if (verdict === 'unknown') unknown += 1;
              const judged = verdict === 'unknown' ? answer : verdict === 'allowed' ? 'let through' : 'turned away';
              expect(`${host ?? to}:${port} ${answer}`).toBe(`${host ?? to}:${port} ${judged}`);
            }
          } finally {
            await squid.close();
          }
        }),
        { numRuns: 100 },
      );
      expect(refused).toBeLessThan(20);
      // Only what is reached by its address and is looked up by squid may stay open.
      expect(unknown / answers).toBeLessThan(0.15);
    },
  );

  it.each([
    'http_access allow nobody',
    'acl x port http',
    'acl x port 500-400',
    'acl x dstdomain .a\nacl x port 443',
    'acl x any-of nobody',
  ])('refuses as well: %s', async (text) => {
    expect(await startSquid(path.join(folder, `${started++}`), text)).toBeUndefined();
    expect(askSquid(`http_access allow all\n${text}`, { host: 'example.com' }).verdict).toBe('unknown');
  });
});

describe.skipIf(missing !== '')(`lines as the real squid reads them${missing}`, () => {
  const rules = 'http_access deny x\nhttp_access allow all';

  it.each([
    ['go on without a space', 'acl x dstdomain a.exam\\\n  ple.com'],
    ['go on over a comment', 'acl x dstdomain b \\\n# and\n  a.example.com'],
    ['go on over an empty line', 'acl x dstdomain b \\\n \n  a.example.com'],
    ['end with a comment', 'acl x dstdomain b\n# C:\\squid\\\nhttp_access deny all'],
    ['have words with other spaces', 'acl x dstdomain b\u00A0c a.example.com'],
    ['end at a carriage return', 'acl x dstdomain b\ra.example.com'],
    ['name a list', 'acl x dstdomain "{folder}/list.txt"'],
    ['name a list in other quotes', "acl x dstdomain '{folder}/list.txt'"],
    ['name something behind a list', 'acl x dstdomain "{folder}/list.txt" example.org'],
    ['name a list behind something', 'acl x dstdomain example.org "{folder}/list.txt"'],
    ['are as long as they may be', 'acl x dstdomain a.example.com'.padEnd(8190, ' b').concat('c')],
  ])('%s', async (_what, lines) => {
    writeFileSync(path.join(folder, 'list.txt'), 'a.example.com\n');
    const text = `${lines.replace('{folder}', folder)}\n${rules}`;
    const files = { 'squid.conf': text, ...(lines.includes('list.txt') ? { 'list.txt': 'a.example.com\n' } : {}) };
    const squid = await startSquid(path.join(folder, `${started++}`), text);
    expect(squid).toBeDefined();
    try {
      for (const host of ['a.example.com', 'example.org']) {
        const answer = await squid?.ask(`${host}:443`);
        const { verdict } = askSquid(files, { host });
        expect(`${host} ${verdict}`).toBe(`${host} ${answer === 'let through' ? 'allowed' : 'denied'}`);
      }
    } finally {
      await squid?.close();
    }
  });

  it('open what stands behind the part of a comment that it has room for', async () => {
    const text = `#${'x'.repeat(8190)}http_access allow all\nhttp_access deny all`;
    const squid = await startSquid(path.join(folder, `${started++}`), text);
    try {
      expect(await squid?.ask('a.example.com:443')).toBe('let through');
    } finally {
      await squid?.close();
    }
    expect(askSquid(text, { host: 'a.example.com' }).verdict).toBe('unknown');
  });
});

describe.skipIf(!isForeignDataPresent)(
  `configurations of others${isForeignDataPresent ? '' : ' (needs ../shared/data)'}`,
  () => {
    const lists = ['/etc/squid/web_whitelist', '/etc/squid/web_wildcard_whitelist'];

    it('are read, with what they lack', () => {
      const gateway = readRules(readForeignFiles('proxy/bacalhau'));
      expect(gateway.problems.map(({ line, message }) => `${line} ${message}`)).toEqual([
        '14 The values of this acl stand in /etc/bacalhau/allowed-domains.txt, which was not given.',
        '20 The values of this acl stand in /etc/bacalhau/allowed-clients.txt, which was not given.',
      ]);
      expect(askSquid(gateway, { host: 'a.example.com' }).verdict).toBe('unknown');
      const [first] = readRules(readForeignFiles('proxy/gen3')).problems;
      expect(first?.message).toContain(lists[0]);
    });

    it('open what is in their lists', () => {
      const files = [
        ...readForeignFiles('proxy/gen3'),
        fileOf('web_whitelist', 'a.example.com\n'),
        fileOf('web_wildcard_whitelist', '.example.org\n'),
      ];
      const rules = readRules(files);
      expect(rules.problems).toEqual([]);
      const ask = (host: string, port = 443, proxyPort = 3128) => askSquid(rules, { host, port, proxyPort }).verdict;
      expect(['a.example.com', 'b.example.org', 'example.org'].map((host) => ask(host))).toEqual([
        'allowed',
        'allowed',
        'allowed',
      ]);
      expect(ask('a.example.net')).toBe('denied');
      // The list is let through on any port, by its first line.
      expect(ask('a.example.com', 5671)).toBe('allowed');
      // The other port is for traffic that was not meant for a proxy: by it nobody who asks one gets anywhere for certain.
      expect(ask('a.example.net', 443, 3130)).toBe('denied');
      expect(ask('a.example.com', 443, 3130)).toBe('unknown');
    });

    it('are no documents that are about them', () => {
      expect(readRules(readForeignFiles('proxy/squid-docs')).layers.size).toBe(0);
    });
  },
);
