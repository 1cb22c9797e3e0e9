import type { Reporter, TestModule } from 'vitest/node';
import type { ScoredCase } from './conformance/scoreCases.ts';

interface Row {
  cases: number;
  agreeing: number;
  disagreeing: number;
  unsupported: number;
}

const columns = ['cases', 'agreeing', 'disagreeing', 'unsupported'] as const satisfies readonly (keyof Row)[];
const emptyRow: Row = { cases: 0, agreeing: 0, disagreeing: 0, unsupported: 0 };

/** Prints how far we agree with other judges, source by source, where a run held such cases. */
export default class ConformanceTable implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const rows = new Map<string, Row>();
    const reasons = new Map<string, number>();
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state !== 'passed' && state !== 'failed') continue;
        for (const { source, unsupported } of (test.meta().conformance ?? []) as readonly ScoredCase[]) {
          const column = unsupported !== undefined ? 'unsupported' : state === 'passed' ? 'agreeing' : 'disagreeing';
          const row = rows.get(source) ?? { ...emptyRow };
          rows.set(source, { ...row, cases: row.cases + 1, [column]: row[column] + 1 });
          if (unsupported !== undefined) {
            const why = `${source}: ${unsupported}`;
            reasons.set(why, (reasons.get(why) ?? 0) + 1);
          }
        }
      }
    }
    if (rows.size > 0) process.stdout.write(`\n${toLines(rows, reasons).join('\n')}\n`);
  }
}

function toLines(rows: ReadonlyMap<string, Row>, reasons: ReadonlyMap<string, number>): readonly string[] {
  const sum = (column: keyof Row): number => [...rows.values()].reduce((all, row) => all + row[column], 0);
  const all: Row = {
    cases: sum('cases'),
    agreeing: sum('agreeing'),
    disagreeing: sum('disagreeing'),
    unsupported: sum('unsupported'),
  };
  const sorted = [...rows].toSorted(([one], [other]) => (one < other ? -1 : 1));
  const width = Math.max(...sorted.map(([source]) => source.length)) + 2;
  const line = (title: string, cells: readonly (string | number)[]): string =>
    title.padEnd(width) + cells.map((cell) => String(cell).padStart(13)).join('');
  const share = ((100 * all.unsupported) / all.cases).toFixed(1);
  return [
    line('Source', columns),
    ...[...sorted, ['all', all] as const].map(([source, row]) =>
      line(
        source,
        columns.map((column) => row[column]),
      ),
    ),
    ...[...reasons].map(([why, number]) => `${number} unsupported: ${why}`),
    `${share} % unsupported`,
  ];
}
