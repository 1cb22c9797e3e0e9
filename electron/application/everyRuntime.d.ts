/** What each of our runtimes has and the language's own library does not declare: no more than the use cases touch. */
interface AbortSignal {
  readonly aborted: boolean;
}
