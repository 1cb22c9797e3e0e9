import { describe, expect, it } from 'vitest';
import { catalog } from '../../client/testing/sample.ts';
import { filterEntries, toSections } from './entries.ts';

const sections = toSections(catalog);
const entries = sections.flatMap((section) => section.entries);

describe('the catalogue as it is browsed', () => {
  it('leaves no part of it out', () => {
    const counted = Object.entries(catalog).filter(([, part]) => Array.isArray(part)) as [string, unknown[]][];
    expect(entries).toHaveLength(counted.reduce((sum, [, part]) => sum + part.length, 0));
  });

  it('names a source that is one of its documents for every entry', () => {
    for (const { id, sources } of entries) {
      expect(sources, id).not.toHaveLength(0);
      for (const { document } of sources) expect(Object.keys(catalog.documents)).toContain(document);
    }
  });

  it('says of every connection what it assumes', () => {
    const connections = sections.find(({ id }) => id === 'connections')?.entries ?? [];
    expect(connections.map(({ id, assumptions }) => [id, assumptions.length > 0])).toEqual(
      catalog.connections.map(({ id, assumptions }) => [id, assumptions.length > 0]),
    );
  });

  it('says whose builds of a release are kept by days of their own', () => {
    const says = entries.find(({ id, title }) => id === 'cilium' && title.includes('maintained'))?.says.join('\n');
    for (const { by, images } of catalog.softwareReleases.flatMap(({ otherBuilds = [] }) => otherBuilds)) {
      expect(says).toContain(`Builds of ${by} (${images[0]}`);
    }
    expect(says).toContain('with the version of GKE');
  });

  it('is found by the words of an entry', () => {
    expect(filterEntries(entries, 'acme-v02.api.letsencrypt.org').map(({ id }) => id)).toEqual([
      'certificate-manager--lets-encrypt',
    ]);
  });
});
