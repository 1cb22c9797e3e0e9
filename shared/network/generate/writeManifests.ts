import { Document, isCollection } from 'yaml';

/** An object of Kubernetes, with what is said above each rule of its egress. */
export interface Manifest {
  readonly object: object;
  readonly remarks: readonly string[];
}

/** The tools that read it take `yes` and `2010-09-09` for other things than texts unless these are quoted. */
export const yaml11 = { version: '1.1', aliasDuplicateObjects: false } as const;

/** Documents of one file, with a header of comments. */
export function writeManifests(header: readonly string[], manifests: readonly Manifest[]): string {
  const comment = header.map((line) => `# ${line}\n`).join('');
  const documents = manifests.map(({ object, remarks }) => {
    const document = new Document(object, yaml11);
    for (const [index, remark] of remarks.entries()) {
      const rule: unknown = document.getIn(['spec', 'egress', index]);
      if (isCollection(rule)) rule.commentBefore = ` ${remark}`;
    }
    return document.toString({ lineWidth: 120 });
  });
  return `${comment}${documents.map((text) => `---\n${text}`).join('')}`;
}
