import { describe, expect, it } from 'vitest';
import type { RuleFile } from '#shared/network/source/ruleFile.ts';
import { readRules } from '#shared/network/reading/readRules.ts';
import type { RuleSet } from '#shared/network/reading/readRules.ts';
import { askAzure } from '#shared/network/testing/askAzure.ts';
import type { AzureQuestion } from '#shared/network/testing/askAzure.ts';
import type { Verdict } from '#shared/network/judging/verdict.ts';
import { isForeignDataPresent, readForeignFiles } from './foreignData.ts';

const folder = 'azure-firewall';
const templates = isForeignDataPresent ? readForeignFiles(folder) : [];
const templateOf = (subject: string): RuleFile => {
  const found = templates.find(({ file }) => file.includes(subject));
  if (found === undefined) throw new Error(`No template for ${subject}`);
  return found;
};

/** What a user fills in: the addresses of the machines in the place of `xx.xx.xx.xx`. */
function filledIn({ text, ...file }: RuleFile): RuleSet {
  const addresses = /\["xx\.xx\.xx\.xx-xx\.xx\.xx\.xx",[^\]]*\]/;
  return readRules([
    {
      ...file,
      text: text.replace(addresses, '["10.10.0.0/16"]').replace(/\["xx\.xx\.xx\.xx","yy[^\]]*\]/, '["10.1.0.4"]'),
    },
  ]);
}

const ask = (rules: RuleSet, question: AzureQuestion): Verdict =>
  askAzure(rules, { layer: 'azure-firewall', nodes: ['10.10.0.0/20'], ...question }).verdict;

describe.skipIf(!isForeignDataPresent)('published templates of firewall policies', () => {
  it('are there', () => expect(templates.length).toBeGreaterThanOrEqual(2));

  it.each(templates)('are read, and tell of their placeholders alone: $file', (template) => {
    const { problems, sources } = readRules([template]);
    expect(sources).toMatchObject([{ format: 'Azure network', layers: ['azure-firewall'] }]);
    const unexplained = problems.filter(({ message }) => !/“(?:xx|yy|zz)\.|is taken for granted/.test(message));
    expect(unexplained).toEqual([]);
    expect(problems.length).toBeGreaterThan(0);
  });

  it.each<[AzureQuestion, Verdict]>([
    [{ host: 'github.githubassets.com' }, 'allowed'],
    // Some of its pages alone.
    [{ host: 'github.com' }, 'unknown'],
    [{ host: 'raw.githubusercontent.com' }, 'unknown'],
    [{ host: 'api.github.com' }, 'denied'],
    [{ host: 'github.githubassets.com', port: 80 }, 'denied'],
    [{ host: 'github.githubassets.com', nodes: ['10.99.0.0/20'] }, 'denied'],
  ])('let through what they say of GitHub: %j is %s', (question, verdict) => {
    expect(ask(filledIn(templateOf('Github')), question)).toBe(verdict);
  });

  it.each<[AzureQuestion, Verdict]>([
    [{ host: 'kms.core.windows.net', port: 1688 }, 'allowed'],
    [{ host: 'time.windows.com', port: 123, protocol: 'UDP' }, 'allowed'],
    [{ host: 'time.windows.com', port: 123 }, 'denied'],
    [{ to: ['10.1.0.4'], port: 53, protocol: 'UDP' }, 'allowed'],
    [{ to: ['10.1.0.5'], port: 53 }, 'denied'],
    [{ host: 'gsmUNIQUESTRINGeh.servicebus.windows.net' }, 'allowed'],
    // By a tag whose names Microsoft keeps.
    [{ host: 'rdweb.wvd.microsoft.com' }, 'unknown'],
    [{ host: 'gsmUNIQUESTRINGeh.servicebus.windows.net', port: 5671 }, 'denied'],
  ])('let through what they say of desktops: %j is %s', (question, verdict) => {
    expect(ask(filledIn(templateOf('WVD')), question)).toBe(verdict);
  });
});
