/** A ruleset in nft's own language, by what it begins with: as `nft list ruleset` prints it, or nftables.conf has it. Source: nft(8). */
export function isNftText(text: string): boolean {
  return /^#![^\r\n]*\bnft\b/.test(text) || beginning.test(firstStatement(text).statement);
}

const beginning =
  /^(?:(?:(?:add|create|delete|destroy|flush) )?table (?:ip6?|inet|arp|bridge|netdev) [\w.-]+|flush ruleset)[\s;{]*$/;

/** The first line that is neither blank nor a comment. */
export function firstStatement(text: string): { readonly statement: string; readonly line: number } {
  let line = 1;
  for (let start = 0; start < text.length; line += 1) {
    const end = text.indexOf('\n', start);
    const statement = text.slice(start, end < 0 ? text.length : end).trim();
    if (statement !== '' && !statement.startsWith('#')) return { statement, line };
    if (end < 0) break;
    start = end + 1;
  }
  return { statement: '', line: 1 };
}
