import { handleAuth } from "@/lib/auth/handler";
import { getRuntime } from "@/lib/runtime/runtime";

const answer = (request: Request): Promise<Response> => handleAuth(getRuntime().auth, request, { ip: null });

export { answer as GET, answer as POST };
