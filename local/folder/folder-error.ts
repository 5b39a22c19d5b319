/** A data folder that cannot be used, in words for the person at the terminal. */
export class FolderError extends Error {
  override readonly name = 'FolderError';
}
