import { readFileSync } from 'node:fs';
import path from 'node:path';
import { foreignData, isForeignDataPresent } from './foreignData.ts';

/** One line of a table of right answers. */
export interface Expectation {
  readonly name: string;
  readonly input: readonly string[];
  readonly source: string;
  readonly destination: string;
  readonly protocol: string;
  readonly port: string;
  readonly expected: string;
  readonly rule: string;
  /** What the case presumes, in words. */
  readonly needs: string;
}

export function readExpectations(table: string): readonly Expectation[] {
  if (!isForeignDataPresent) return [];
  const [, ...lines] = readFileSync(path.join(foreignData, table), 'utf8').trimEnd().split('\n');
  return lines.map((line) => {
    const [name = '', input = '', source = '', destination = '', protocol = '', port = '', ...rest] = line.split('\t');
    const [expected = '', rule = '', needs = ''] = rest;
    return { name, input: input.split(';'), source, destination, protocol, port, expected, rule, needs };
  });
}
