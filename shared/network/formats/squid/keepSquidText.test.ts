import { describe, expect, it } from 'vitest';
import { keepSquidText } from './keepSquidText.ts';
import { askSquid } from './testing/askSquid.ts';

const canary = 'canary-5f0e';

describe('keepSquidText', () => {
  it('keeps the lines that decide under their numbers, and no other', () => {
    const text = [
      `# asked for by ${canary}`,
      'acl ok dstdomain .example.com # all of it',
      `cache_peer parent.example parent 3128 0 login=user:${canary}`,
      `cachemgr_passwd ${canary} all`,
      `auth_param basic program /usr/lib/squid/auth ${canary} \\`,
      `  more ${canary}`,
      'http_access allow \\',
      '  ok',
      'http_port 3128',
    ].join('\r\n');
    expect(keepSquidText(text).split('\r\n')).toEqual([
      '',
      'acl ok dstdomain .example.com',
      'cache_peer parent.example parent (withheld)',
      '',
      '',
      '',
      'http_access allow \\',
      '  ok',
      'http_port 3128',
    ]);
  });

  it('keeps a line that is longer than a search step by step can go back', () => {
    const line = `acl ok dstdomain ${'.a.example#'.repeat(2_000_000)}`;
    expect(keepSquidText(`${line} # ${canary}\nhttp_access allow ok`) === `${line}\nhttp_access allow ok`).toBe(true);
  });

  it.each([
    'url_rewrite_program /bin/x CANARY',
    'redirect_program /bin/y CANARY',
    'store_id_program /bin/x CANARY',
    'icap_service a reqmod_precache icap://CANARY/',
    'ecap_service a reqmod_precache ecap://CANARY/',
    'cache_peer p.example parent 80 0 originserver login=u:CANARY',
    'http_access2 deny all',
    'http_reply_access deny all',
  ])('keeps what leaves a verdict open or decides it, and no secret of it: “%s”', (line) => {
    const text = `http_access allow all\n${line.replace('CANARY', canary)}`;
    expect(keepSquidText(text)).not.toContain(canary);
    expect(askSquid(keepSquidText(text), { port: 80 }).verdict).toBe(askSquid(text, { port: 80 }).verdict);
    expect(askSquid(keepSquidText(text), { port: 80 }).verdict).not.toBe('allowed');
  });

  it.each(['url_rewrite_program none', 'cache_peer p.example sibling 80 0'])(
    'keeps what opens nothing: “%s”',
    (line) => {
      const kept = keepSquidText(`http_access allow all\n${line}`);
      expect(askSquid(kept, { port: 80 }).verdict).toBe('allowed');
    },
  );

  it.each(['req_header X-Token', 'proxy_auth', 'url_regex', 'external checked', 'note'])(
    'tells that there is a test of %s, and not for what',
    (type) => {
      const kept = keepSquidText(`acl x ${type} ${canary} \\\n ${canary}\nhttp_access allow x`);
      expect(kept).not.toContain(canary);
      expect(kept).toMatch(/^acl x [a-z_]+ \(withheld\)/);
    },
  );

  it.each([
    ['type', ['acl x \\', 'req_header X-Token CANARY']],
    ['name', ['acl \\', '  x req_header X-Token CANARY']],
    ['values', ['acl x req_header \\', 'X-Token \\', 'CANARY']],
    ['words', ['acl x req_hea\\', '  der X-Token CANARY']],
  ])('tells nothing of a test that goes on behind its first line: %s', (_what, lines) => {
    const kept = keepSquidText(`${lines.join('\n').replace('CANARY', canary)}\nhttp_access allow x`);
    expect(kept).not.toContain(canary);
    expect(kept).toContain('(withheld)');
    expect(kept.split('\n').at(-1)).toBe('http_access allow x');
  });

  it('keeps nothing of what goes on after a comment, and goes on over comments and empty lines', () => {
    const kept = keepSquidText(
      'acl x dstdomain a \\\n# who\n\n  b # why \\\nhttp_access allow all\nhttp_access deny x\n',
    );
    expect(kept).toBe('acl x dstdomain a \\\n\n\n  b\n\nhttp_access deny x\n');
  });

  it('keeps a list as it is', () => expect(keepSquidText('.example.com\n')).toBe('.example.com\n'));
});
