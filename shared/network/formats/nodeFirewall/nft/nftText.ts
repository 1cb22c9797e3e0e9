import { firstStatement } from '../../../source/firstStatement.ts';

/** A ruleset in nft's own language, by what it begins with: as `nft list ruleset` prints it, or nftables.conf has it. Source: nft(8). */
export function isNftText(text: string): boolean {
  if (/^#![^\r\n]*\bnft\b/.test(text)) return true;
  const { statement } = firstStatement(text);
  if (begins(statement, text)) return true;
  // Other languages include files too.
  return statement.startsWith('include') && begins(firstStatement(text.replaceAll(includes, '')).statement, text);
}

function begins(statement: string, text: string): boolean {
  return beginnings.some((shape) => shape.test(statement)) || (table.test(statement) && baseChain.test(text));
}

/** A line may hold more than one command, and a comment. */
const beginnings = [
  /^(?:(?:add|create|delete|destroy|flush)\s+)?table\s+(?:ip6?|inet|arp|bridge|netdev)\s+(?:[\w./\\-]+|"[^"]+")\s*(?:[{;#]|$)/,
  /^(?:add|create|insert|replace|delete|destroy|flush|reset)\s+(?:chain|rule|set|map|element|flowtable)\s+\S/,
  /^(?:add|create|delete|destroy|reset)\s+(?:counter|quota|limit|secmark|synproxy|ct\s+(?:helper|timeout|expectation))\s+\S/,
  /^flush\s+ruleset\b/,
  /^(?:re)?define\s+\w+\s*=/,
  /^undefine\s+\w+\s*(?:[;#]|$)/,
  /^include\s+"[^"]*nft[^"]*"/,
];

const includes = /^[ \t]*include[ \t]+"[^"\n]*"[ \t]*;?/gm;

/** Without its family a table is of IPv4; other languages have tables too. */
const table = /^(?:(?:add|create|delete|destroy|flush)\s+)?table\s+(?:[\w./\\-]+|"[^"]+")\s*(?:[{;#]|$)/;

const baseChain = /\btype\s+\w+\s+hook\s/;
