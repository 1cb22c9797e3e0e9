import { withheldMark } from '../kernel/withheldMark.ts';
import type { EgressCheck } from '../network/judging/verdict.ts';
import type { RuleQuote } from './quoteRules.ts';
import { holds } from './quoteRules.ts';
import type { ReportQuote } from './report.ts';

/** Quotes with numbers from 1, and with what each of them decides. */
export function numberQuotes(quotes: readonly RuleQuote[], egress: EgressCheck): readonly ReportQuote[] {
  const connections = [...egress.preconditions, ...egress.connections];
  const deciding = connections.flatMap(({ id, layers }) =>
    layers.flatMap(({ decidedBy }) => decidedBy.map((rule) => ({ id, rule }))),
  );
  return quotes.map((quote, index) => {
    const own = deciding.filter(({ rule }) => holds(quote, rule));
    return {
      number: index + 1,
      ...quote,
      deciding: [...new Set(own.map(({ rule }) => rule.line))].toSorted((one, other) => one - other),
      withheld: quote.lines.flatMap((text, at) => (text.includes(withheldMark) ? [quote.line + at] : [])),
      rules: [...new Set(own.map(({ rule }) => rule.rule))],
      connections: [...new Set(own.map(({ id }) => id))],
    };
  });
}
