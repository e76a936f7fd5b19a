import { AllErrorsScreen } from "@/components/errors/errors-screen";

export default function Page() {
  return <AllErrorsScreen />;
}
