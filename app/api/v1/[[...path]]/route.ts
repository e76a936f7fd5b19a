import { getRuntime } from "@/lib/runtime/runtime";

const answer = async (request: Request): Promise<Response> => getRuntime().api.fetch(request);

export { answer as DELETE, answer as GET, answer as HEAD, answer as PATCH, answer as POST, answer as PUT };
