import type { Document, Filter } from './store.js';

type Fields = Readonly<Record<string, unknown>>;
type Test = (value: unknown) => boolean;

/**
 * MongoDB's reading of a filter, for drivers that have none of their own. NeDB's differs: there `null` does not match a
 * missing field, `$ne` matches an array that holds the value beside others, and `$in` is read from its start each time.
 * @throws TypeError where a condition is undefined: a forgotten argument must not come to mean "any"
 */
export function matcherOf<T extends Document>(filter: Filter<T>): (document: Fields) => boolean {
  const tests = Object.entries(filter as Fields).map(([field, condition]): ((document: Fields) => boolean) => {
    if (condition === undefined) throw new TypeError(`the filter's ${field} is undefined`);
    if (field === '$or') {
      const branches = (condition as readonly Filter<T>[]).map(matcherOf);
      return (document) => branches.some((branch) => branch(document));
    }
    const test = testOf(field, condition);
    return (document) => test(document[field]);
  });
  return (document) => tests.every((test) => test(document));
}

function testOf(field: string, condition: unknown): Test {
  if (!isConditions(condition)) return (value) => equals(value, condition);
  const tests = Object.entries(condition).map(([operator, operand]) => {
    if (operand === undefined) throw new TypeError(`the filter's ${field}.${operator} is undefined`);
    return operatorTest(operator, operand);
  });
  return (value) => tests.every((test) => test(value));
}

function operatorTest(operator: string, operand: unknown): Test {
  switch (operator) {
    case '$eq':
      return (value) => equals(value, operand);
    case '$ne':
      return (value) => !equals(value, operand);
    case '$in':
      return isOneOf(operand as readonly unknown[]);
    case '$nin': {
      const isOne = isOneOf(operand as readonly unknown[]);
      return (value) => !isOne(value);
    }
    case '$exists':
      return (value) => (value !== undefined) === operand;
    case '$gt':
      return compares(operand, (a, b) => a > b);
    case '$gte':
      return compares(operand, (a, b) => a >= b);
    case '$lt':
      return compares(operand, (a, b) => a < b);
    case '$lte':
      return compares(operand, (a, b) => a <= b);
    default:
      throw new TypeError(`unknown operator ${operator}`);
  }
}

function equals(value: unknown, wanted: unknown): boolean {
  if (Array.isArray(value)) return value.includes(wanted);
  return value === wanted || (wanted === null && value === undefined);
}

function isOneOf(operand: readonly unknown[]): Test {
  const wanted = new Set(operand);
  if (wanted.has(null)) wanted.add(undefined);
  return (value) => (Array.isArray(value) ? value.some((element) => wanted.has(element)) : wanted.has(value));
}

type Ordered = string | number | boolean;

function compares(bound: unknown, ordered: (a: Ordered, b: Ordered) => boolean): Test {
  return (value) => typeof value === typeof bound && isOrdered(value) && isOrdered(bound) && ordered(value, bound);
}

function isOrdered(value: unknown): value is Ordered {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

/** Operators by name, as against a value to be equal to. */
export function isConditions(condition: unknown): condition is Fields {
  return typeof condition === 'object' && condition !== null && !Array.isArray(condition);
}
