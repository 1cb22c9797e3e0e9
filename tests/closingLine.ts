import type { Reporter, TestCase, TestModule } from 'vitest/node';

/**
 * Says why tests were skipped, since a skipped test proves nothing, where they were seen in something's place, and which passed at a
 * second try only, with what stopped the first; closes with the counts that CI reads.
 */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const counts = { passed: 0, failed: errors.length, skipped: 0 };
    const skipped = new Map<string, number>();
    const remarks = new Map<string, number>();
    const shaky: string[] = [];
    for (const module of modules) {
      if (module.errors().length > 0) counts.failed++;
      for (const test of module.children.allTests()) {
        const result = test.result();
        for (const { message } of test.annotations()) remarks.set(message, (remarks.get(message) ?? 0) + 1);
        if (test.diagnostic()?.flaky === true) shaky.push(describeShaky(test));
        if (result.state === 'pending') counts.skipped++;
        else counts[result.state]++;
        if (result.state === 'skipped' || result.state === 'pending') {
          const why = reasonOf(test);
          skipped.set(why, (skipped.get(why) ?? 0) + 1);
        }
      }
    }
    const lines = [
      ...[...remarks].map(([remark, number]) => `${number} ${remark}`),
      ...shaky.map((name) => `passed at the second try only, and is to be mended: ${name}`),
      ...[...skipped].map(([why, number]) => `skipped ${number}: ${why}`),
    ];
    process.stdout.write(
      `${['', ...lines, `${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`].join('\n')}\n`,
    );
  }
}

function describeShaky(test: TestCase): string {
  const first = test.result().errors?.[0];
  const where = first?.stacks?.map(({ file, line }) => ` (${file}:${line})`)[0] ?? '';
  const what = first === undefined ? [] : [`  ${first.message}${where}`];
  return [`${test.module.relativeModuleId}: ${test.fullName}`, ...what].join('\n');
}

function reasonOf(test: TestCase): string {
  const result = test.result();
  if (result.state === 'skipped' && result.note !== undefined) return result.note;
  // A whole suite that is skipped carries its reason in its name, e.g. "… (needs ../shared/data)".
  return `${test.module.relativeModuleId}: ${test.fullName.split(' > ')[0] ?? ''}`;
}
