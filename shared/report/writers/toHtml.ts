import type { Report } from '../report.ts';
import { generatorName } from '../reportMark.ts';
import { describeInstant } from '../words.ts';
import { shortHash } from './html/cells.ts';
import { iconDefinitions } from './html/icons.ts';
import { markup, toCssString } from './html/markup.ts';
import { choices } from './html/sections/choices.ts';
import { chain, method } from './html/sections/method.ts';
import { connections, connectionsInDetail } from './html/sections/connections.ts';
import { cover } from './html/sections/cover.ts';
import { findings } from './html/sections/findings.ts';
import { promises } from './html/sections/promises.ts';
import { quotedRules } from './html/sections/quotedRules.ts';
import { responsibilities } from './html/sections/responsibilities.ts';
import { sheet } from './html/sections/section.ts';
import type { Section } from './html/sections/section.ts';
import { settledEvidence } from './html/sections/settledEvidence.ts';
import { summary } from './html/sections/summary.ts';
import { tested } from './html/sections/tested.ts';
import { tier } from './html/sections/tier.ts';
import { toStyles } from './html/styles.ts';

/** No script, no picture, no font and no address is ever loaded, whatever a user's text tries. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** The contents can’t tell pages, which no browser counts for them (decision 0045): sections have numbers instead. */
function number(sections: readonly Section[], appendices: readonly Section[]): readonly Section[] {
  const numbered = (each: Section, name: string): Section => ({
    ...each,
    title: `${name} ${each.title}`,
  });
  return [
    ...sections.map((each, index) => numbered(each, String(index + 1))),
    ...appendices.map((each, index) => numbered(each, String.fromCodePoint(firstAppendix + index))),
  ];
}

/** `A`. */
const firstAppendix = 65;

/** The report as one file for people: read on a screen or printed, on A4 or Letter. */
export function toHtml(report: Report): string {
  const sections = number(
    [
      summary(report),
      choices(report),
      responsibilities(report),
      connections(report),
      connectionsInDetail(report),
      findings(report),
      tier(report),
      promises(report),
      tested(report),
      method(report),
      chain(report),
    ],
    [settledEvidence(report), quotedRules(report)],
  );
  const { run, title } = report;
  const runName = run.sequence === undefined ? 'Run' : `Run ${run.sequence}`;
  const runLine = `${runName}, ${describeInstant(run.finishedAt)}, seal ${shortHash(run.hash)}`;
  const styles = toStyles(sections, toCssString(title), toCssString(runLine));
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="generator" content="${generatorName}">
<title>${title}</title>
<style>${{ html: styles }}</style>
</head>
<body>
${iconDefinitions}
<main>
${cover(report, sections)}
${sections.map((section) => sheet(section, title))}</main>
</body>
</html>
`.html;
}
