/** Asks the AWS format one question in the words of a test: may this address be reached on this port, by these files? */
import type { FormatReading } from '../../../reading/ruleFormat.ts';
import { askLayer, readDocumentsOf } from '../../../testing/askLayer.ts';
import type { LayerAnswer, LayerQuestion } from '../../../testing/askLayer.ts';
import { awsFormat } from '../awsFormat.ts';

export type AwsQuestion = LayerQuestion;

/** Documents by the name of the file that they are in. */
export function readAws(files: Readonly<Record<string, unknown>>): FormatReading {
  return readDocumentsOf(awsFormat, files);
}

export function askAws(files: Readonly<Record<string, unknown>> | FormatReading, question: AwsQuestion): LayerAnswer {
  const reading = 'layers' in files ? (files as FormatReading) : readAws(files as Readonly<Record<string, unknown>>);
  return askLayer(reading, question);
}
