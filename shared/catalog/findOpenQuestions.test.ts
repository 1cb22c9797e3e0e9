import { describe, expect, it } from 'vitest';
import openQuestionsFile from '#resources/catalog/open-questions.yaml';
import type { Catalog } from './catalog.ts';
import { findOpenQuestions } from './findOpenQuestions.ts';
import type { PlanChoices } from './findOpenQuestions.ts';

const catalog = openQuestionsFile as Catalog;
const choices: PlanChoices = {
  edition: 'integration-platform',
  managementModel: 'self-managed',
  cloud: 'azure',
  securityTier: 'basic',
};
const idsFor = (more: Partial<PlanChoices>) => findOpenQuestions(catalog, { ...choices, ...more }).map(({ id }) => id);

describe('open questions', () => {
  it.each(['standard', 'premium'] as const)(
    '%s without the add-on SIEM has a question, with it none',
    (securityTier) => {
      expect(idsFor({ securityTier })).toContain('siem-tier-or-add-on');
      expect(idsFor({ securityTier, addOns: ['soc'] })).toContain('siem-tier-or-add-on');
      expect(idsFor({ securityTier, addOns: ['siem'] })).not.toContain('siem-tier-or-add-on');
    },
  );

  it('basic has no question about SIEM', () => {
    expect(idsFor({})).not.toContain('siem-tier-or-add-on');
  });

  it('asks about Azure DNS away from Azure only', () => {
    expect(idsFor({ cloud: 'gcp' })).toContain('azure-dns-elsewhere');
    expect(idsFor({ cloud: 'azure' })).not.toContain('azure-dns-elsewhere');
  });

  it('asks about access for the installation where it is the customer’s to give to WSO2', () => {
    expect(idsFor({ managementModel: 'customer-subscription' })).toContain('installation-access');
    expect(idsFor({ managementModel: 'self-managed' })).not.toContain('installation-access');
  });

  it('asks about the supply chain where the edition’s document is unclear', () => {
    expect(idsFor({ edition: 'choreo', securityTier: 'premium' })).toContain('supply-chain-extent');
    expect(idsFor({ edition: 'devant', securityTier: 'premium' })).not.toContain('supply-chain-extent');
  });

  it('asks every plan about the inbound row', () => {
    expect(idsFor({})).toContain('inbound-image-row');
  });
});
