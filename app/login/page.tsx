import { LoginScreen } from "@/components/login/login-screen";

export default function Page() {
  return <LoginScreen />;
}
