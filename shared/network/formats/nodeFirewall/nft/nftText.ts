import { firstStatement } from '../../../firstStatement.ts';

/** A ruleset in nft's own language, by what it begins with: as `nft list ruleset` prints it, or nftables.conf has it. Source: nft(8). */
export function isNftText(text: string): boolean {
  if (/^#![^\r\n]*\bnft\b/.test(text)) return true;
  const { statement } = firstStatement(text);
  return beginnings.some((shape) => shape.test(statement)) || (table.test(statement) && baseChain.test(text));
}

/** A line may hold more than one command, and a comment. */
const beginnings = [
  /^(?:(?:add|create|delete|destroy|flush)\s+)?table\s+(?:ip6?|inet|arp|bridge|netdev)\s+(?:[\w./\\-]+|"[^"]+")\s*(?:[{;#]|$)/,
  /^(?:add|create|insert|replace|delete|destroy|flush)\s+(?:chain|rule|set|map|element|flowtable)\s+\S/,
  /^flush\s+ruleset\b/,
  /^define\s+\w+\s*=/,
  /^include\s+"[^"]*nft[^"]*"/,
];

/** Without its family a table is of IPv4; other languages have tables too. */
const table = /^(?:(?:add|create|delete|destroy|flush)\s+)?table\s+(?:[\w./\\-]+|"[^"]+")\s*(?:[{;#]|$)/;

const baseChain = /\btype\s+\w+\s+hook\s/;
