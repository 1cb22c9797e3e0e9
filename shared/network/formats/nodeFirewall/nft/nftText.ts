import { firstStatement } from '../../../firstStatement.ts';

/** A ruleset in nft's own language, by what it begins with: as `nft list ruleset` prints it, or nftables.conf has it. Source: nft(8). */
export function isNftText(text: string): boolean {
  return /^#![^\r\n]*\bnft\b/.test(text) || beginning.test(firstStatement(text).statement);
}

const beginning =
  /^(?:(?:(?:add|create|delete|destroy|flush) )?table (?:ip6?|inet|arp|bridge|netdev) [\w.-]+|flush ruleset)[\s;{]*$/;
