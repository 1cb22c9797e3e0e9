import { withheldMark } from '../kernel/withheldMark.ts';
import type { ConnectionVerdict, EgressCheck } from '../network/verdict.ts';
import type { RuleQuote } from './quoteRules.ts';
import { holds } from './quoteRules.ts';
import type { ReportQuote } from './report.ts';

/** Quotes with numbers from 1, and with what each of them decides. */
export function numberQuotes(quotes: readonly RuleQuote[], egress: EgressCheck): readonly ReportQuote[] {
  const connections = [...egress.preconditions, ...egress.connections];
  return quotes.map((quote, index) => {
    const rules = connections.flatMap(rulesOf).filter((rule) => holds(quote, rule));
    return {
      number: index + 1,
      ...quote,
      deciding: [...new Set(rules.map(({ line }) => line))].toSorted((one, other) => one - other),
      withheld: quote.lines.flatMap((text, at) => (text.includes(withheldMark) ? [quote.line + at] : [])),
      rules: [...new Set(rules.map(({ rule }) => rule))],
      connections: connections
        .filter((connection) => rulesOf(connection).some((rule) => holds(quote, rule)))
        .map(({ id }) => id),
    };
  });
}

function rulesOf({ layers }: ConnectionVerdict) {
  return layers.flatMap(({ decidedBy }) => decidedBy);
}
