import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readRules } from '../../reading/readRules.ts';
import { fileOf } from '../../testing/rules.ts';
import type { Verdict } from '../../judging/verdict.ts';
import { squidFormat } from './squidFormat.ts';
import { askSquid, readSquidFiles } from './testing/askSquid.ts';
import type { SquidQuestion } from './testing/askSquid.ts';

const shipped = `
acl localnet src 10.0.0.0/8		# RFC 1918
acl SSL_ports port 443
acl Safe_ports port 80		# http
acl Safe_ports port 443		# https
acl Safe_ports port 1025-65535	# unregistered ports
http_access deny !Safe_ports
http_access deny CONNECT !SSL_ports
http_access allow localhost manager
http_access deny manager
http_access allow localhost
http_access deny all
http_port 3128
`;

const open = shipped.replace(
  'http_access allow localhost\n',
  'http_access allow localhost\nhttp_access allow localnet\n',
);

describe('the configuration that squid ships', () => {
  it.each<readonly [what: string, config: string, question: SquidQuestion, verdict: Verdict, line: string]>([
    ['lets only its own machine through', shipped, { host: 'a.example.com' }, 'denied', 'squid.conf:12'],
    ['opens HTTPS to whoever is let in', open, { host: 'a.example.com' }, 'allowed', 'squid.conf:12'],
    [
      'keeps AMQP back, since tunnels go to 443 alone [S3]',
      open,
      { host: 'a.example.com', port: 5671 },
      'denied',
      'squid.conf:8',
    ],
    ['keeps ports back that are not safe [S3]', open, { host: 'a.example.com', port: 444 }, 'denied', 'squid.conf:7'],
    [
      'knows its clients by their addresses',
      open,
      { host: 'a.example.com', from: ['192.0.2.1'] },
      'denied',
      'squid.conf:13',
    ],
    [
      'lets its own machine through',
      shipped,
      { host: 'a.example.com', from: ['127.0.0.1'] },
      'allowed',
      'squid.conf:11',
    ],
  ])('%s', (_what, config, question, verdict, line) => {
    const answer = askSquid(config, question);
    expect(answer.verdict).toBe(verdict);
    expect(answer.decidedBy).toContain(line);
  });
});

/** Each acl alone decides: with `allow x`, a request passes that it matches and no other. */
describe('an acl that alone turns the verdict [S2]', () => {
  const at = { host: 'a.example.com' };
  it.each<readonly [acl: string, matched: SquidQuestion, other: SquidQuestion]>([
    ['dstdomain a.example.com', at, { host: 'b.a.example.com' }],
    ['dstdomain .example.com', at, { host: 'example.org' }],
    ['dstdomain .example.com', { host: 'example.com' }, { host: 'badexample.com' }],
    ['dstdomain .EXAMPLE.com', { host: 'A.Example.COM.' }, { host: 'example.com.evil.test' }],
    ['dstdomain .example.org .example.com', at, { host: 'example.net' }],
    ['dstdomain -n 203.0.113.7', {}, { to: ['203.0.113.8'] }],
    ['dstdomain .windows.net', { host: '*.servicebus.windows.net' }, { host: '*.azure.com' }],
    ['dstdom_regex ^a[.]', at, { host: 'b.example.com' }],
    ['dstdom_regex -i ^A[.]', at, { host: 'b.example.com' }],
    ['dstdom_regex -i ^X +i ^a', at, { host: 'b.example.com' }],
    ['url_regex ^a.example.com:443$', at, { ...at, port: 8443 }],
    ['port 443', at, { ...at, port: 444 }],
    ['port 80 400-500', at, { ...at, port: 501 }],
    ['src 10.0.0.0/8', at, { ...at, from: ['192.0.2.1'] }],
    ['src 10.0.0.0/255.0.0.0', at, { ...at, from: ['11.0.0.1'] }],
    ['src 10.0.0.1-10.0.0.9', at, { ...at, from: ['10.0.0.10'] }],
    ['src 9.0.0.0-10.0.0.0/8', at, { ...at, from: ['8.0.0.1'] }],
    ['src fd00::/8', { ...at, from: ['fd00::7'] }, at],
    ['dst 203.0.113.0/24', {}, { to: ['198.51.100.1'] }],
    ['dst 203.0.113.0/24', at, { ...at, to: ['198.51.100.1'] }],
    ['dst -n 203.0.113.0/24', {}, at],
    ['dst 0.0.0.0/0', at, { ...at, to: ['2001:db8::1'] }],
    ['dst ipv6', { ...at, to: ['2001:db8::1'] }, at],
    ['localport 3128', at, { ...at, proxyPort: 3129 }],
    ['myportname inside', at, { ...at, proxyPort: 3129 }],
    ['method CONNECT', at, { ...at, protocol: 'UDP' }],
    ['proto NONE', at, { ...at, protocol: 'UDP' }],
    ['any-of CONNECT manager', at, { ...at, protocol: 'UDP' }],
    ['ssl::server_name .example.com', at, { host: 'example.org' }],
  ])('%s', (acl, matched, other) => {
    const config = `acl x ${acl}\nhttp_access allow x\nhttp_port 3128 name=inside\nhttp_port 3129 name=outside\n`;
    expect(askSquid(config, matched).verdict).toBe('allowed');
    expect(askSquid(config, other).verdict).toBe('denied');
    const negated = config.replace('allow x', 'allow !x');
    expect(askSquid(negated, { ...matched, protocol: 'TCP' }).verdict).toBe('denied');
  });

  it.each(['annotate_transaction seen=yes', 'annotate_client seen=yes'])('%s matches everything', (acl) => {
    expect(askSquid(`acl x ${acl}\nhttp_access allow x`, at).verdict).toBe('allowed');
    expect(askSquid(`acl x ${acl}\nhttp_access allow !x`, at).verdict).toBe('denied');
  });

  it.each([
    ['true', 'allowed', 'denied'],
    ['false', 'denied', 'allowed'],
    ['1 = 1', 'allowed', 'denied'],
    ['1 = 2', 'denied', 'allowed'],
    ['workers = some', 'unknown', 'unknown'],
  ])('counts where the condition of its branch holds: if %s', (condition, then, otherwise) => {
    expect(askSquid(`if ${condition}\nhttp_access allow all\nendif\nhttp_access deny all`, at).verdict).toBe(then);
    expect(askSquid(`if ${condition}\nelse\nhttp_access allow all\nendif\nhttp_access deny all`, at).verdict).toBe(
      otherwise,
    );
  });

  it('takes what comes after -- for values', () => {
    expect(askSquid('acl x dstdom_regex -- -i\nhttp_access allow x', { host: 'a-i.example.com' }).verdict).toBe(
      'allowed',
    );
    expect(askSquid('acl x dstdom_regex -- -i\nhttp_access allow x', at).verdict).toBe('denied');
    for (const type of ['any-of', 'all-of']) {
      const combined = `acl -a dstdomain a.example.com\nacl x ${type} -- -a\nhttp_access allow x`;
      expect(askSquid(combined, at).verdict).toBe('allowed');
      expect(askSquid(combined, { host: 'b.example.com' }).verdict).toBe('denied');
    }
  });

  it.each([
    ['method GET POST', 'a tunnel asks by CONNECT'],
    ['proto HTTP HTTPS', 'a tunnel has no scheme'],
    ['urlpath_regex .', 'a tunnel has no path'],
    ['url_regex ^https://a', 'a tunnel has no scheme'],
    ['dstdomain *.example.com', 'a star has no meaning'],
    ['dstdomain', 'there is no value'],
    ['dstdom_regex ^A[.]', 'capitals are told apart'],
  ])('%s matches nothing, since %s', (acl) => {
    expect(askSquid(`acl x ${acl}\nhttp_access allow x`, at).verdict).toBe('denied');
    expect(askSquid(`acl x ${acl}\nhttp_access allow !x`, at).verdict).toBe('allowed');
  });

  it.each([
    ['time MTWHF 08:00-17:00', 'time of day'],
    ['proxy_auth REQUIRED', 'name of the user'],
    ['external checked', 'answer of a program'],
    ['maxconn 5', 'how many connections'],
    ['arp 01:02:03:04:05:06', 'MAC address'],
    ['req_header X-Key .', 'header of the request'],
    ['browser Mozilla', 'header of the request'],
    ['random 1/2', 'chance'],
    ['src gateway.acme.example', 'not understood'],
    ['dstdom_regex \\d+', 'not understood'],
  ])('%s stays unknown, whether it allows or denies [S4]', (acl, why) => {
    for (const rule of ['allow x', 'deny x', 'allow !x']) {
      const answer = askSquid(`acl x ${acl}\nhttp_access ${rule}`, at);
      expect(answer.verdict).toBe('unknown');
      expect(answer.reasons.join(' ')).toContain(why);
    }
  });

  it.each(
    `arp=01:02:03:04:05:06 eui64=0102030405060708 srcdomain=.example.com srcdom_regex=a src_as=1241 dst_as=1241
     localip=10.0.0.1 myip=10.0.0.1 client_connection_mark=0x1 clientside_mark=0x1 peername=p peername_regex=p time=08:00-17:00
     urllogin=a browser=a referer_regex=a req_header=X-Key req_mime_type=a ident=a ident_regex=a proxy_auth=a
     proxy_auth_regex=a max_user_ip=2 maxconn=5 random=1/2 external=checked ext_user=a ext_user_regex=a tag=a note=a
     user_cert=CN ca_cert=CN server_cert_fingerprint=00 ssl::server_name_regex=a ssl_error=any connections_encrypted=a
     adaptation_service=a http_status=200 rep_mime_type=a rep_header=X-Key hier_code=HIER_DIRECT has=request
     transaction_initiator=client at_step=SslBump1`
      .split(/\s+/)
      .map((acl) => acl.split('=') as [string, string]),
  )('%s %s stays unknown, and is no type that is told', (type, value) => {
    for (const rule of ['allow x', 'deny x', 'allow !x', 'deny !x']) {
      const rules = readSquidFiles(`acl x ${type} ${value}\nhttp_access ${rule}`);
      expect(askSquid(rules, at).verdict).toBe('unknown');
      expect(rules.problems).toEqual([]);
    }
  });

  it.each([
    ['url_regex a', at],
    ['urlpath_regex a', at],
    ['method GET', at],
    ['method CONNECT', at],
    ['proto HTTP', at],
    ['proto none', at],
  ])('%s stays unknown of what may be plain HTTP, which has a path, a method and a scheme', (acl, asked) => {
    for (const rule of ['allow x', 'allow !x'])
      expect(askSquid(`acl x ${acl}\nhttp_access ${rule}`, { ...asked, port: 80 }).verdict).toBe('unknown');
  });

  it.each<readonly [acl: string, question: SquidQuestion, why: string]>([
    ['dstdom_regex ^a', {}, 'name of the destination'],
    ['dstdom_regex ^a', { host: '*.example.com' }, 'name of the destination'],
    ['dstdomain a.example.com', {}, 'name of the destination'],
    ['dstdomain a.example.com', { host: '*.example.com' }, 'whole name'],
    ['dstdomain .a.example.com', { host: '*.example.com' }, 'whole name'],
    ['url_regex ^a', { host: '*.example.com' }, 'URL'],
    ['url_regex ^a', {}, 'URL'],
    ['localport 3128', { ...at, proxyPort: undefined }, 'network.proxy.url'],
    ['myport 3128', { ...at, proxyPort: undefined }, 'network.proxy.url'],
    ['myportname inside', { ...at, proxyPort: undefined }, 'network.proxy.url'],
    ['src 10.0.0.0/8', { ...at, from: [] }, 'client’s address'],
    ['src 10.0.0.0/8', { ...at, from: ['10.0.0.1', '192.0.2.1'] }, 'client’s address'],
    ['dst 203.0.113.7', { ...at, to: ['203.0.113.7', '198.51.100.1'] }, 'address that the proxy finds'],
    ['dst partner.example', at, 'not understood'],
    ['dst ipv4', at, 'not understood'],
    ['src ipv4', at, 'not understood'],
    ['src 10.0.0.0/255.0.255.0', at, 'not understood'],
    ['src 10.0.0.1-', at, 'not understood'],
    ['src 10.0.0.1-10.0.0.5-10.0.0.9', at, 'not understood'],
    ['src 10.0.0.9-10.0.0.1', at, 'not understood'],
    ['ssl::server_name --server-provided a.example.com', at, 'server’s certificate'],
    ['ssl::server_name --consensus a.example.com', at, 'server’s certificate'],
  ])('%s is open for %j', (acl, question, why) => {
    for (const rule of ['allow x', 'allow !x']) {
      const answer = askSquid(`http_port 3128 name=inside\nacl x ${acl}\nhttp_access ${rule}`, question);
      expect(answer.verdict).toBe('unknown');
      expect(answer.reasons.join(' ')).toContain(why);
    }
  });

  it.each<readonly [acl: string, matched: SquidQuestion, other: SquidQuestion]>([
    ['localport 3000-3200', at, { ...at, proxyPort: 2999 }],
    ['localport 3000-3200', at, { ...at, proxyPort: 3201 }],
    ['myport 1 3128', at, { ...at, proxyPort: 2 }],
    ['src all', { ...at, from: [] }, { ...at, protocol: 'UDP' }],
    ['dst all', {}, { protocol: 'UDP' }],
    ['dst -n all', {}, at],
    ['dst fd00::/8', { to: ['fd00::1'] }, { to: ['2001:db8::1'] }],
    ['proto none', at, { ...at, protocol: 'UDP' }],
    ['method connect GET', at, { ...at, protocol: 'UDP' }],
    ['ssl::server_name --client-requested .example.com', at, { host: 'example.org' }],
    ['ssl::server_name a.example.com', at, {}],
    ['dstdomain -n .example.com', at, {}],
  ])('%s turns the verdict', (acl, matched, other) => {
    const config = `acl x ${acl}\nhttp_access allow x`;
    expect([askSquid(config, matched).verdict, askSquid(config, other).verdict]).toEqual(['allowed', 'denied']);
  });

  it('goes by the name of a port where all that listen on it have it, and not where some have', () => {
    const ports = 'http_port 10.0.0.1:3128 name=inside\nhttp_port 10.0.0.2:3128 name=outside\nhttp_port 3129';
    const ask = (name: string, proxyPort: number): Verdict =>
      askSquid(`${ports}\nacl x myportname ${name}\nhttp_access allow x`, { ...at, proxyPort }).verdict;
    expect([ask('inside', 3128), ask('other', 3128), ask('inside outside', 3128)]).toEqual([
      'unknown',
      'denied',
      'allowed',
    ]);
    expect([ask('3129', 3129), ask('inside', 3129)]).toEqual(['allowed', 'denied']);
  });

  it('keeps the first of addresses that overlap, and perhaps the others', () => {
    const config = 'acl x dst 203.0.113.7 203.0.113.0/24 198.51.100.0/24\nhttp_access allow x';
    const ask = (to: string): Verdict => askSquid(config, { to: [to] }).verdict;
    expect(['203.0.113.7', '203.0.113.8', '198.51.100.1', '192.0.2.1'].map(ask)).toEqual([
      'allowed',
      'unknown',
      'allowed',
      'denied',
    ]);
  });

  it('may name a domain and what is below it, in that order', () => {
    const config = 'acl x dstdomain .example.com a.example.com .b.example.com .example.com\nhttp_access allow x';
    expect(askSquid(config, at).verdict).toBe('allowed');
  });

  it('holds where all acls of a line of all-of do, or all of another line', () => {
    const config =
      'acl a dstdomain .example.com\nacl b port 443\nacl c port 8443\nacl x all-of a b\nacl x all-of !a c\nhttp_access allow x';
    expect(askSquid(config, at).verdict).toBe('allowed');
    expect(askSquid(config, { ...at, port: 8443 }).verdict).toBe('denied');
    expect(askSquid(config, { host: 'example.org', port: 8443 }).verdict).toBe('allowed');
  });
});

describe('the order of http_access', () => {
  const ask = (...lines: readonly string[]): Verdict =>
    askSquid(['acl x dstdomain .example.com', 'acl y port 443', ...lines].join('\n'), { host: 'a.example.com' })
      .verdict;

  it('goes by the first line that matches [S1]', () => {
    expect(ask('http_access deny x', 'http_access allow all')).toBe('denied');
    expect(ask('http_access allow all', 'http_access deny x')).toBe('allowed');
  });

  it('needs every acl of a line [S1]', () => {
    expect(ask('http_access allow x y', 'http_access deny all')).toBe('allowed');
    expect(ask('http_access allow x !y', 'http_access deny all')).toBe('denied');
  });

  it('ends in the opposite of its last line [S1]', () => {
    expect(ask('http_access deny !x')).toBe('allowed');
    expect(ask('http_access allow !x')).toBe('denied');
  });

  it('lets nothing through where there is no line [S1]', () => expect(ask('http_port 3128')).toBe('denied'));

  it('passes over lines that name no acl, or neither allow nor deny', () => {
    expect(ask('http_access allow all', 'http_access deny')).toBe('allowed');
    expect(ask('http_access permit all', 'http_access deny !x')).toBe('allowed');
  });

  it('takes names of acls in any case, lines that go on, and comments', () => {
    expect(ask('http_access allow \\', '  X # and no other', 'http_access deny all')).toBe('allowed');
  });

  it.each(['adapted_http_access', 'http_access2', 'miss_access'])('is followed by %s', (list) => {
    expect(ask('http_access allow all', `${list} deny x`)).toBe('denied');
    expect(ask('http_access allow all', `${list} allow x`)).toBe('allowed');
  });

  it.each([
    'url_rewrite_program /bin/x',
    'redirect_program /bin/x',
    'store_id_program /bin/x',
    'never_direct allow all',
    'nonhierarchical_direct off',
    'icap_service a reqmod_precache icap://127.0.0.1/',
    'ecap_service a reqmod_precache ecap://a',
  ])('is not all where there is “%s”', (line) => {
    expect(ask('http_access allow all', line)).toBe('unknown');
    expect(ask('http_access deny all', line)).toBe('denied');
  });

  it.each(['url_rewrite_program none', 'redirect_program none', 'nonhierarchical_direct on', 'never_direct deny all'])(
    'is all where it is switched off: %s',
    (line) => expect(ask('http_access allow all', line)).toBe('allowed'),
  );

  it('goes by a parent where never_direct denies some, which is the opposite for everything else', () => {
    const lines = ['http_access allow all', 'cache_peer p parent 3128 0', 'acl inside dstdomain .internal'];
    const asked = (...more: readonly string[]) => askSquid([...lines, ...more].join('\n'), { port: 443 });
    expect(asked('never_direct deny inside')).toMatchObject({
      verdict: 'unknown',
      reasons: [expect.stringContaining('never_direct deny inside: requests may have to go by another proxy')],
    });
    expect(asked('never_direct deny all', 'never_direct deny inside').verdict).toBe('unknown');
    expect(asked('never_direct deny inside', 'never_direct deny ALL').verdict).toBe('allowed');
    expect(asked('never_direct deny all').verdict).toBe('allowed');
    expect(asked('if ${process_number} = 1', 'never_direct deny inside', 'endif').verdict).toBe('unknown');
  });

  it('may turn away the replies of plain HTTP, and not what goes through a tunnel', () => {
    const config = 'acl known dst 203.0.113.0/24\nhttp_access allow all\nhttp_reply_access allow known';
    const ask80 = (to: string, more = '') => askSquid(config + more, { to: [to], port: 80 });
    expect(ask80('203.0.113.7').verdict).toBe('allowed');
    expect(ask80('198.51.100.7').verdict).toBe('unknown');
    expect(ask80('198.51.100.7', '\nhttp_reply_access allow all').verdict).toBe('allowed');
    expect(askSquid(config, { to: ['198.51.100.7'], port: 443 }).verdict).toBe('allowed');
  });

  it('asks a parent for plain HTTP, and nobody for a tunnel', () => {
    const peers = (type: string): string => `http_access allow all\ncache_peer p.example ${type} 3128 0`;
    expect(askSquid(peers('parent'), { port: 80 })).toMatchObject({
      verdict: 'unknown',
      reasons: [
        'cache_peer p.example parent 3128 0: requests of plain HTTP go by another proxy, whose rules are not here.',
      ],
    });
    expect(askSquid(peers('parent'), { port: 443 }).verdict).toBe('allowed');
    expect(askSquid(peers('sibling'), { port: 80 }).verdict).toBe('allowed');
  });

  it('carries TCP alone', () => {
    const udp = { host: 'a.example.com', protocol: 'UDP' } as const;
    expect(askSquid('http_access allow all', udp).verdict).toBe('denied');
  });
});

describe('a proxy that looks into TLS', () => {
  const config = (...lines: readonly string[]): string =>
    [
      'http_port 3128 ssl-bump cert=/etc/squid/ca.pem',
      'http_port 3129',
      'acl step1 at_step SslBump1',
      'acl known ssl::server_name .example.com',
      'http_access allow all',
      ...lines,
    ].join('\n');
  const whitelist = config('ssl_bump peek step1 all', 'ssl_bump splice known', 'ssl_bump terminate all');

  it('can cut a tunnel that it let begin [S4]', () => {
    expect(askSquid(whitelist, { host: 'a.example.com' }).verdict).toBe('allowed');
    expect(askSquid(whitelist, { host: 'a.example.org' }).verdict).toBe('denied');
  });

  it.each<readonly [lines: readonly string[], known: Verdict, other: Verdict]>([
    [['ssl_bump splice known', 'ssl_bump terminate all'], 'allowed', 'denied'],
    [['ssl_bump peek all', 'ssl_bump splice known', 'ssl_bump terminate all'], 'allowed', 'denied'],
    [['ssl_bump peek all'], 'allowed', 'allowed'],
    [['ssl_bump stare step1', 'ssl_bump splice known', 'ssl_bump terminate all'], 'allowed', 'denied'],
    [['ssl_bump stare all'], 'unknown', 'unknown'],
    [['ssl_bump stare all', 'ssl_bump splice all'], 'unknown', 'unknown'],
    [['ssl_bump stare all', 'ssl_bump terminate !known'], 'unknown', 'denied'],
    [['ssl_bump none known', 'ssl_bump terminate all'], 'allowed', 'denied'],
    [['ssl_bump bump known', 'ssl_bump terminate all'], 'unknown', 'denied'],
    [['ssl_bump server-first known', 'ssl_bump terminate all'], 'unknown', 'denied'],
    [['ssl_bump client-first known', 'ssl_bump terminate all'], 'unknown', 'denied'],
    [['ssl_bump terminate step1 !known'], 'allowed', 'denied'],
    [['ssl_bump terminate step2 !known'], 'allowed', 'allowed'],
    [['ssl_bump peek step1', 'ssl_bump terminate step2 !known'], 'allowed', 'denied'],
    [['ssl_bump peek step1', 'ssl_bump terminate step3 !known'], 'allowed', 'allowed'],
    [['ssl_bump peek step1', 'ssl_bump peek step2', 'ssl_bump terminate step3 !known'], 'allowed', 'denied'],
  ])('goes by its rules step by step: %j', (lines, known, other) => {
    const steps = ['acl step2 at_step SslBump2', 'acl step3 at_step sslbump3'];
    const ask = (host: string): Verdict => askSquid(config(...steps, ...lines), { host }).verdict;
    expect([ask('a.example.com'), ask('a.example.org')]).toEqual([known, other]);
  });

  it('does so on the ports that are made for it', () => {
    expect(askSquid(whitelist, { host: 'a.example.org', proxyPort: 3129 }).verdict).toBe('allowed');
    expect(askSquid(config('ssl_bump splice all'), { host: 'a.example.org' }).verdict).toBe('allowed');
    // What goes through an opened tunnel is asked about request by request.
    expect(askSquid(config('ssl_bump bump all'), { host: 'a.example.org' }).verdict).toBe('unknown');
  });
});

describe('files of a configuration', () => {
  const list = 'acl known dstdomain "/etc/squid/known.txt"\nhttp_access allow known\n';
  const at = { host: 'a.example.com' };

  it('are lists of values', () => {
    expect(askSquid({ 'squid.conf': list, 'known.txt': '# ours\n\n.example.com # all\n' }, at).verdict).toBe('allowed');
    expect(askSquid({ 'squid.conf': list, 'known.txt': '.example.org\n' }, at).verdict).toBe('denied');
  });

  it('leave open what they hold where they are missing [S4]', () => {
    expect(askSquid(list, at).verdict).toBe('unknown');
    const [problem] = readSquidFiles(list).problems;
    expect(problem).toMatchObject({ file: 'squid.conf', line: 1, severity: 'warning' });
    expect(problem?.message).toContain('/etc/squid/known.txt');
  });

  it('are included, by name or by pattern, in order', () => {
    const root = 'include /etc/squid/conf.d/*.conf\nhttp_access deny all\n';
    const files = {
      'etc/squid.conf': root,
      'etc/conf.d/b.conf': 'http_access deny all\n',
      'etc/conf.d/a.conf': 'acl ours dstdomain .example.com\nhttp_access allow ours\n',
    };
    expect(askSquid(files, at)).toMatchObject({ verdict: 'allowed', decidedBy: ['etc/conf.d/a.conf:2'] });
    expect(readSquidFiles(files).problems).toEqual([]);
    expect(askSquid({ ...files, 'etc/conf.d/a.conf': 'http_access deny all\n' }, at).verdict).toBe('denied');
  });

  it('leave open what an include that is missing may decide', () => {
    const missing = 'include /etc/squid/conf.d/*.conf\nhttp_access deny all\n';
    expect(askSquid(missing, at).verdict).toBe('unknown');
    expect(askSquid('http_access allow all\ninclude /etc/squid/late.conf\n', at).verdict).toBe('unknown');
    expect(askSquid('http_access deny all\ninclude /etc/squid/late.conf\n', at).verdict).toBe('denied');
  });

  it('may be of several proxies, of which the plan names one', () => {
    const files = {
      'a/squid.conf': 'visible_hostname north\nhttp_access allow all\n',
      'b/squid.conf': 'http_access deny all\n',
    };
    expect(askSquid(files, at).verdict).toBe('unknown');
    expect(askSquid(files, { ...at, attachedTo: ['north'] }).verdict).toBe('allowed');
    expect(askSquid(files, { ...at, attachedTo: ['b/squid.conf'] }).verdict).toBe('denied');
    expect(askSquid(files, { ...at, attachedTo: ['north', 'b/squid.conf'] }).verdict).toBe('denied');
    expect(askSquid(files, { ...at, attachedTo: ['south'] }).verdict).toBe('unknown');
  });

  it('end after sixteen that include each other', () => {
    const files = {
      'squid.conf': 'include /x/more.conf\nhttp_access allow all',
      'more.conf': 'include /x/more2.conf\n',
      'more2.conf': 'include /x/more.conf\n',
    };
    expect(askSquid(files, at).verdict).toBe('unknown');
  });
});

describe('the acl manager, which is built in', () => {
  const at = { host: 'a.example.com' };
  it.each([
    ['as releases before 3.2 had it', 'acl manager proto cache_object', 'allowed'],
    [
      'by its pages, as it is built in',
      'acl manager url_regex -i ^cache_object:// +i ^https?://[^/]+/squid-internal-mgr/',
      'allowed',
    ],
    ['with more than its pages', 'acl manager url_regex ^cache_object://\nacl manager url_regex example', 'denied'],
    ['as something else', 'acl manager dstdomain .example.org', 'unknown'],
  ] as const)('may be defined again: %s', (_what, acl, verdict) => {
    const config = `${acl}\nhttp_access allow localhost manager\nhttp_access deny manager\nhttp_access allow all\n`;
    expect(askSquid(config, at).verdict).toBe(verdict);
    expect(readSquidFiles(config).problems.length).toBe(verdict === 'unknown' ? 1 : 0);
  });
});

describe('what squid would not start with', () => {
  it.each([
    ['http_access allow nobody', 'no acl nobody'],
    ['acl x any-of nobody', 'no acl nobody'],
    ['acl x all-of x', 'no acl x'],
    ['acl x all-of -- x', 'no acl x'],
    ['acl x any-of -i all', 'no acl -i'],
    ['acl x port http', 'no port'],
    ['acl x port 500-400', 'no port'],
    ['acl x dstdomain .a\nacl x port 443', 'another type'],
    ['acl x dstdomain a.example.com .example.com', 'before release 6'],
    ['acl x dstdomain .example.com example.com', 'before release 6'],
    ['acl x dstdomain -n .a\nacl x dstdomain .b', '-n'],
    ['if ${process_number} = 1\nhttp_access deny all\nendif', 'Whether'],
    ['if ${process_number} = 1\nelse\ninclude other.conf\nendif', 'Whether'],
  ])('%s makes the layer unknown, and is told with its line', (lines, message) => {
    const config = `http_access allow all\n${lines}\n`;
    expect(askSquid(config, { host: 'a.example.com' }).verdict).toBe('unknown');
    const error = readSquidFiles(config).problems.find(({ severity }) => severity === 'error');
    expect(error?.message).toContain(message);
    expect(error?.line).toBe(lines.includes('\nacl') ? 3 : 2);
  });

  it('leaves out what a condition leaves out', () => {
    const config = (condition: string): string =>
      `if ${condition}\nhttp_access allow all\nelse\nhttp_access deny all\nendif\n`;
    const at = { host: 'a.example.com' };
    expect(askSquid(config('true'), at).verdict).toBe('allowed');
    expect(askSquid(config('1 = 2'), at).verdict).toBe('denied');
  });

  it('passes over what holds in one process alone and decides nothing', () => {
    const cache = 'if ${process_number} = 1\ncache_dir rock /c 100\nelse\nnever_direct deny all\nendif';
    const config = `${cache}\nhttp_access allow all\n`;
    expect(readSquidFiles(config).problems).toEqual([]);
    expect(askSquid(config, { host: 'a.example.com' }).verdict).toBe('allowed');
  });
});

describe('lines as squid reads them', () => {
  const at = { host: 'a.example.com' };
  const rules = 'http_access deny x\nhttp_access allow all';

  it.each([
    ['joins what goes on without a space', 'acl x dstdomain a.exam\\\n  ple.com', 'denied'],
    ['goes on over a comment', 'acl x dstdomain b \\\n# and\n  a.example.com', 'denied'],
    ['goes on over an empty line', 'acl x dstdomain b \\\n \n  a.example.com', 'denied'],
    ['ends a comment with its line', 'acl x dstdomain b\n# C:\\squid\\\nhttp_access deny all', 'denied'],
    ['takes other spaces as a part of a word', 'acl x dstdomain b\u00A0c a.example.com', 'denied'],
    ['ends a line at a carriage return', 'acl x dstdomain b\ra.example.com', 'allowed'],
  ] as const)('%s', (_what, acl, verdict) => {
    expect(askSquid(`${acl}\n${rules}`, at).verdict).toBe(verdict);
  });

  it.each(['"', "'"])('takes values from a file in %s, and nothing that stands behind it', (quote) => {
    const set = readSquidFiles({
      'squid.conf': `acl x dstdomain ${quote}/etc/first.txt${quote} "/etc/other.txt" c.example.com\n${rules}`,
      'first.txt': 'a.example.com\n',
      'other.txt': 'b.example.com\n',
    });
    const ask = (host: string): Verdict => askSquid(set, { host }).verdict;
    expect(['a', 'b', 'c'].map((name) => ask(`${name}.example.com`))).toEqual(['denied', 'allowed', 'allowed']);
    expect(set.problems.map(({ line, message }) => `${line} ${message}`)).toContain(
      '1 Squid reads nothing of a line behind a list: "/etc/other.txt" c.example.com.',
    );
  });

  const fill = (head: string, bytes: number): string => head.padEnd(bytes, ' a');

  it.each([
    ['an acl', fill('acl y dstdomain', 8191)],
    ['a comment', `# ${'ä'.repeat(4094)}x`],
  ])('reads the longest line of %s, and of a longer one no more than squid does', (_what, longest) => {
    expect(askSquid(`${longest}\nhttp_access allow all`, at).verdict).toBe('allowed');
    const longer = readSquidFiles(`http_port 3128\r\n${longest}b\r\nhttp_access allow all`);
    const answer = askSquid(longer, at);
    expect(answer.verdict).toBe('unknown');
    expect(answer.reasons.join(' ')).toContain('squid.conf:2: This line is longer than 8191 bytes');
    expect(longer.problems.map(({ line }) => line)).toEqual([2]);
  });

  it('reads no more of a line of a list than squid does', () => {
    const ask = (list: string) => askSquid({ 'squid.conf': `acl x dstdomain "/l.txt"\n${rules}`, 'l.txt': list }, at);
    const longest = `b.example.com #${'x'.repeat(2032)}`;
    expect(ask(`${longest}\n`).verdict).toBe('allowed');
    const answer = ask(`c.example.com\n${longest}a.example.com\n`);
    expect(answer.verdict).toBe('unknown');
    expect(answer.reasons.join(' ')).toContain('l.txt:2: This line is longer than 2047 bytes');
  });

  it('does not read quotes in another way than the usual', () => {
    expect(askSquid(`configuration_includes_quoted_values off\nhttp_access allow all`, at).verdict).toBe('allowed');
    expect(askSquid(`configuration_includes_quoted_values on\nhttp_access allow all`, at).verdict).toBe('unknown');
  });
});

describe('recognition', () => {
  it.each([
    ['http_access deny all', true],
    ['  acl localnet src 10.0.0.0/8', true],
    ['http_port 3128', true],
    ['.example.com\nwww.example.org\n', true],
    ['10.0.0.0/8\n', true],
    ['{"a": "http_access deny all"}', false],
    ['kind: Pod\nmetadata: {name: a.b}', false],
    ['# nothing but a comment', false],
    ['', false],
    ['a,b.c', false],
  ])('of %j is %s', (text, is) => {
    expect(squidFormat.recognise({ kind: 'text', file: 'given', text })).toBe(is);
  });

  it('tells a list that nobody asks for', () => {
    const { problems } = readRules([fileOf('known.txt', '.example.com\n')]);
    expect(problems[0]?.message).toContain('no squid.conf');
  });
});

describe('hostile files', () => {
  it.each([
    [
      'patterns that take others forever',
      `acl x dstdom_regex ${'(a+)+'.repeat(20)}$\nhttp_access allow x`,
      `${'a'.repeat(60)}.example`,
    ],
    ['a pattern as long as a file', `acl x dstdom_regex ${'a|'.repeat(200_000)}b\nhttp_access allow x`, 'c.example'],
    ['a line of megabytes', `acl x dstdomain ${'.a '.repeat(700_000)}\nhttp_access allow x`, 'c.example'],
    [
      'acls that are made of each other',
      `${Array.from({ length: 2000 }, (_, n) => `acl a${n + 1} any-of a${n} a${n} !a${n}`).join('\n')}\nhttp_access allow a2000`,
      'c.example',
    ],
    ['an acl of itself', 'acl a any-of a\nhttp_access allow a', 'c.example'],
    [
      'names of the language',
      'acl __proto__ port 443\nacl constructor port 443\nhttp_access allow __proto__ constructor',
      'c.example',
    ],
    ['a quote that never ends', 'acl x dstdomain "/a b\nhttp_access allow x', 'c.example'],
  ])('%s are answered', (_what, config, host) => {
    expect(['allowed', 'denied', 'unknown']).toContain(askSquid(config, { host }).verdict);
  });

  it('never throw, whatever the text', () => {
    const words = fc.constantFrom(
      'acl',
      'http_access',
      'allow',
      'deny',
      'x',
      '!x',
      'port',
      '443',
      'dstdomain',
      '.a',
      '"',
      '\\',
      '\n',
      '#',
      'include',
      '*.conf',
      'if',
      'else',
      'endif',
      'ssl_bump',
      'all-of',
      'src',
      '1.2.3.4/33',
      'dstdom_regex',
      '(',
      '[',
      '{9}',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(words, fc.string({ maxLength: 5 })), { maxLength: 60 }), (some) => {
        const rules = readSquidFiles(`http_access deny !all\n${some.join(' ')}`);
        fc.pre(rules.layers.size > 0);
        expect(['allowed', 'denied', 'unknown']).toContain(askSquid(rules, { host: 'a.example.com' }).verdict);
      }),
      { numRuns: 300 },
    );
  });
});

describe('more patterns than are judged', () => {
  const patterns = (count: number): string =>
    Array.from({ length: count }, (_, index) => `acl hosts dstdom_regex ^h${index}$`).join('\n');
  const config = (count: number): string =>
    `http_port 3128\n${patterns(count)}\nacl last dstdom_regex ^last$\nhttp_access deny last\nhttp_access allow hosts\n`;

  it('leave unknown what the others match, and are told once, with the line', () => {
    const within = readSquidFiles(config(19_999));
    expect(within.problems).toEqual([]);
    expect(askSquid(within, { host: 'last' }).verdict).toBe('denied');
    const beyond = readSquidFiles(config(20_001));
    expect(beyond.problems).toMatchObject([{ line: 20_002, message: expect.stringContaining('20,000 patterns') }]);
    expect(askSquid(beyond, { host: 'last' }).verdict).toBe('unknown');
    expect(askSquid(beyond, { host: 'h0' })).toMatchObject({ verdict: 'unknown' });
    expect(askSquid(beyond, { host: 'h0' }).reasons.join()).toContain('20,000 patterns are not judged');
  });

  it('hide no list that was not given', () => {
    const lists = `acl beyond dstdom_regex ^a$ ^b$ "gone.txt"\nhttp_access deny beyond`;
    const text = `http_port 3128\n${patterns(19_999)}\n${lists}\nhttp_access allow all\n`;
    const reasons = askSquid(readSquidFiles(text), { host: 'h0' }).reasons.join();
    expect(reasons).toMatch(/gone\.txt”?, which was not given\. .*20,000 patterns are not judged/);
  });
});
