/**
 * Values of a CloudFormation template, as far as the template alone tells them: parameters by their defaults, resources that refer
 * to each other by their logical names, texts that are put together of these. A function that depends on more (a condition, another
 * stack, an attribute) stays where it stands, for the reader to tell of. Source: CloudFormation User Guide, "Intrinsic functions".
 */
import { isRecord, listOf, textOf } from '../../../kernel/jsonFields.ts';
import type { JsonRecord } from '../../../kernel/jsonFields.ts';

/** Rule groups nest no deeper than this. */
const deepest = 24;

/** The one function that a value is, if it is one. */
function functionOf(value: JsonRecord): readonly [name: string, argument: unknown] | undefined {
  const [only, ...others] = Object.entries(value);
  return only !== undefined && others.length === 0 && isFunction(only[0]) ? only : undefined;
}

function isFunction(field: string): boolean {
  return field === 'Ref' || field.startsWith('Fn::');
}

/**
 * The first function within a value that the template alone does not tell. What is named by one, or a variable that is defined by
 * one, is not known, and the rest is: whoever reads these tells of them.
 */
export function findFunction(value: unknown, depth = deepest): string | undefined {
  if (depth === 0 || typeof value !== 'object' || value === null) return undefined;
  for (const [field, item] of Object.entries(value)) {
    if (isFunction(field) && !Array.isArray(value)) return field;
    const found = naming.test(field) || field === 'Definition' ? undefined : findFunction(item, depth - 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * What functions of one template may make altogether, in characters: texts that are put together of each other multiply. What would
 * come to more is not told.
 */
const mostMade = 16_000_000;

/** Fields of resources that CloudFormation takes as numbers, also where they are written as texts. */
const numberFields: ReadonlySet<string> = new Set(['Priority', 'FromPort', 'ToPort', 'Protocols']);

/** Fields that name a thing: of a resource of the template, by its logical name. */
const naming = /(?:Arn|Id|Name)$/;

export class TemplateValues {
  readonly #parameters: JsonRecord;
  readonly #resources: JsonRecord;
  #made = 0;

  constructor({ Parameters: parameters, Resources: resources }: JsonRecord) {
    this.#parameters = isRecord(parameters) ? parameters : {};
    this.#resources = isRecord(resources) ? resources : {};
  }

  /** `field` is that in which the value, or the list that holds it, stands. */
  resolve(value: unknown, field = '', depth = deepest): unknown {
    if (depth === 0) return undefined;
    if (typeof value === 'string') return numberFields.has(field) && /^\d{1,9}$/.test(value) ? Number(value) : value;
    if (Array.isArray(value)) {
      return value.map((item) => this.resolve(item, field, depth - 1)).filter((item) => item !== undefined);
    }
    if (!isRecord(value)) return value;
    const called = functionOf(value);
    if (called === undefined) {
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.resolve(item, key, depth - 1)]));
    }
    const [name, argument] = called;
    if (name === 'Ref' && argument === 'AWS::NoValue') return undefined;
    const told = this.#call(name, argument, field, depth - 1);
    return told === undefined ? value : Array.isArray(told) ? told : this.resolve(told, field, depth - 1);
  }

  /** Undefined for what the template alone does not tell. */
  #call(name: string, argument: unknown, field: string, depth: number): string | readonly string[] | undefined {
    switch (name) {
      case 'Ref':
        return this.#named(textOf(argument) ?? '', field);
      case 'Fn::GetAtt':
        return this.#named((Array.isArray(argument) ? listOf(argument) : [argument]).map(String).join('.'), field);
      case 'Fn::Sub': {
        const [text, given] = Array.isArray(argument) ? listOf(argument) : [argument];
        const values = this.resolve(given, field, depth);
        return typeof text === 'string' ? this.#substitute(text, isRecord(values) ? values : {}, field) : undefined;
      }
      case 'Fn::Join': {
        const [between, list] = listOf(argument);
        const parts = this.resolve(list, '', depth);
        const areTexts = Array.isArray(parts) && parts.every((part) => typeof part === 'string');
        if (typeof between !== 'string' || !areTexts) return undefined;
        const isWithin = parts.every((part) => this.#hasRoomFor(part.length + between.length));
        return isWithin ? parts.join(between) : undefined;
      }
      default:
        return undefined;
    }
  }

  #hasRoomFor(characters: number): boolean {
    this.#made += characters;
    return this.#made <= mostMade;
  }

  /** A parameter, a pseudo parameter, or a resource with or without one of its attributes. */
  #named(name: string, field: string): string | readonly string[] | undefined {
    // What it stands for is told at no place; in a name it does no harm.
    if (name.startsWith('AWS::')) return naming.test(field) ? `\${${name}}` : undefined;
    const [first = ''] = name.split('.');
    if (Object.hasOwn(this.#resources, first)) return naming.test(field) ? first : undefined;
    const parameter = Object.hasOwn(this.#parameters, name) ? this.#parameters[name] : undefined;
    if (!isRecord(parameter)) return undefined;
    const { Type: type, Default: usual } = parameter;
    // The default names a parameter of the Systems Manager, which has the value.
    if (textOf(type)?.startsWith('AWS::SSM::') === true) return undefined;
    if (typeof usual !== 'string' && typeof usual !== 'number') return undefined;
    if (!this.#hasRoomFor(`${usual}`.length)) return undefined;
    return /^(?:CommaDelimitedList$|List<)/.test(textOf(type) ?? '')
      ? `${usual}`.split(',').map((item) => item.trim())
      : `${usual}`;
  }

  /** `${Name}` and `${Name.Attribute}`; `${!Name}` stands for itself. */
  #substitute(text: string, given: JsonRecord, field: string): string | undefined {
    let isTold = this.#hasRoomFor(text.length);
    const substituted = text.replaceAll(/\$\{([^}]*)\}/g, (whole, name: string) => {
      if (!isTold) return whole;
      if (name.startsWith('!')) return `\${${name.slice(1)}}`;
      const value = Object.hasOwn(given, name) ? given[name] : this.#named(name.trim(), field);
      isTold = (typeof value === 'string' || typeof value === 'number') && this.#hasRoomFor(`${value}`.length);
      return isTold ? `${value}` : whole;
    });
    return isTold ? substituted : undefined;
  }
}
