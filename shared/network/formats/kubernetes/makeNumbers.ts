/** Numbers for things by identity, so that what is made of the same things can be found by a key. */
export function makeNumbers(): (thing: unknown) => number {
  const numbers = new Map<unknown, number>();
  return (thing) => {
    let number = numbers.get(thing);
    if (number === undefined) numbers.set(thing, (number = numbers.size));
    return number;
  };
}
