import { storyShape } from '@fabula/model';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { RequestFailure, request } from './http.ts';

interface NewExample {
  readonly name: string;
  /** Of the file, on this site. */
  readonly address: string;
  readonly teamId: number;
}

/** Makes a story out of the file of an example. Its text goes on as it is. */
export function useAddExample() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ name, address, teamId }: NewExample) => {
      const file = await fetch(address);
      if (!file.ok) {
        throw new RequestFailure(file.status, [{ details: `The example ${name} could not be read.`, field: null }]);
      }
      return request('/api/v1/stories/import', storyShape, {
        method: 'POST',
        body: `{"new_name":${JSON.stringify(name)},"team_id":${teamId},"data":${await file.text()}}`,
      });
    },
    onSuccess: () => client.invalidateQueries({ queryKey: ['stories'] }),
  });
}
