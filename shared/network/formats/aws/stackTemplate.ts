/**
 * What a template of CloudFormation makes, by the types of its resources; nothing is evaluated. Source: CloudFormation User
 * Guide, "Perform custom processing on templates"; Template Reference Guide, "Transform reference".
 */
import { isRecord, listOf, textOf } from '../../../kernel/jsonFields.ts';
import type { JsonRecord } from '../../../kernel/jsonFields.ts';

/** A resource of a template, or one of those that a loop makes. */
export interface StackResource {
  /** Undefined where that is no text. */
  readonly type: string | undefined;
  /** The logical name of the resource, or of the loop. */
  readonly name: string;
  readonly isInLoop: boolean;
}

export function resourcesOfStack({ Resources: resources }: JsonRecord): readonly StackResource[] {
  return entriesOf(resources).flatMap(([name, resource]) => (name === macro ? [] : resourcesIn(resource, name)));
}

/** `Fn::ForEach::Name: [variable, values, resources]` is a loop, in which loops may nest. */
function resourcesIn(resource: unknown, name: string, depth = 0): readonly StackResource[] {
  if (isRecord(resource)) return [{ type: textOf(resource['Type']), name, isInLoop: depth > 0 }];
  const made = listOf(resource)[2];
  if (!isRecord(made) || depth === deepestLoop) return [{ type: undefined, name, isInLoop: depth > 0 }];
  return Object.values(made).flatMap((one) => resourcesIn(one, name, depth + 1));
}

/** CloudFormation takes no more within each other. */
const deepestLoop = 5;

const macro = 'Fn::Transform';

/** Those of AWS itself that make no rules and no routes, and leave alone what else the template says. */
const harmlessMacro =
  /^AWS::(?:CodeDeployBlueGreen|LanguageExtensions|SecretsManager|Serverless|ServiceCatalog)(?:-[\d-]+)?$/;

/**
 * Where macros stand that may write anything in place of what the template says: of the whole, of the resources, of one of
 * them or of its properties. Deeper ones change what they stand in.
 */
export function findMacros(template: JsonRecord): readonly (readonly string[])[] {
  const { Transform: named, Resources: resources } = template;
  const macrosIn = (value: unknown, ...path: readonly string[]): readonly (readonly string[])[] =>
    isRecord(value) && Object.hasOwn(value, macro) ? [[...path, macro]] : [];
  const areHarmless = [named ?? []].flat().every((name) => harmlessMacro.test(textOf(name) ?? ''));
  return [
    ...(areHarmless ? [] : [['Transform']]),
    ...macrosIn(template),
    ...macrosIn(resources, 'Resources'),
    ...entriesOf(resources).flatMap(([name, resource]) => [
      ...macrosIn(resource, 'Resources', name),
      ...macrosIn(isRecord(resource) ? resource['Properties'] : undefined, 'Resources', name, 'Properties'),
    ]),
  ];
}

function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
  return isRecord(value) ? Object.entries(value) : [];
}
