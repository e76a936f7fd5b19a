import { ErrorsScreen } from "@/components/errors/errors-screen";

export default function Page() {
  return <ErrorsScreen />;
}
