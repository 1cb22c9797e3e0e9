/** Asks the firewalls of Google Cloud one question in the words of a test. */
import type { FormatReading } from '../../../reading/ruleFormat.ts';
import { askLayer, readDocumentsOf } from '../../../testing/askLayer.ts';
import type { LayerAnswer, LayerQuestion } from '../../../testing/askLayer.ts';
import { gcpFormat } from '../gcpFormat.ts';

export type GcpQuestion = Partial<LayerQuestion>;

/** Documents by the name of the file that they are in. */
export function readGcp(files: Readonly<Record<string, unknown>>): FormatReading {
  return readDocumentsOf(gcpFormat, files);
}

export function askGcp(
  files: Readonly<Record<string, unknown>> | FormatReading,
  question: GcpQuestion = {},
): LayerAnswer {
  const reading = 'layers' in files ? (files as FormatReading) : readGcp(files as Readonly<Record<string, unknown>>);
  return askLayer(reading, { layer: 'gcp-firewall', attachedTo: ['vpc'], to: '203.0.113.7', ...question });
}

/** What is wrong in the files, without what is told of them as a warning. */
export function errorsOf({ problems }: FormatReading): FormatReading['problems'] {
  return problems.filter(({ severity }) => severity === 'error');
}
