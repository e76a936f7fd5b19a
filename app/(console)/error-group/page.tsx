import { ErrorScreen } from "@/components/errors/error-screen";

export default function Page() {
  return <ErrorScreen />;
}
